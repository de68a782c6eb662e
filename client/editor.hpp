// The user's editor.
#pragma once
#include <filesystem>

namespace pgmigrate::client {

// Opens a migration file in $VISUAL, $EDITOR or vi, and waits until it is closed. Throws refused if the editor fails,
// and what is wrong with the file then.
void edit_file(const std::filesystem::path &path);

} // namespace pgmigrate::client
