// Text files: read whole, written whole or not at all.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace pgmigrate::client {

// Where the text stops being UTF-8; npos if it is all UTF-8.
std::size_t first_not_utf8(std::string_view text);

// The bytes of a file. Throws refused if it cannot be read or is not UTF-8.
std::string read_text(const std::filesystem::path &path);

enum class IfThere { refuse, overwrite };
// Whether there is something that is written to and never replaced: a device, a pipe, a socket.
bool is_device(const std::filesystem::path &path);
// Writes a file; a new one takes the place of the old one at once, where a link leads to also. Throws refused.
void write_text(const std::filesystem::path &path, std::string_view text, IfThere if_there);

} // namespace pgmigrate::client
