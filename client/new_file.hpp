// The file of a new revision: where it lies, how it is called, and what stands in it.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "client/options.hpp"
#include "client/workspace.hpp"
#include "core/script_file.hpp"

namespace pgmigrate::client {

// In the first directory; what a new file is made from, where it is there.
inline constexpr std::string_view kTemplateName = "script.template";

// The path: in the directory of --version-path, else in that of the parent, else in the first one. Throws refused for a
// directory or a name that cannot be.
std::filesystem::path new_path(
	const Options &options, const Workspace &workspace, const core::Revision &revision);

// The text, from the template if there is one. Throws refused if that makes no migration file of the revision.
std::string new_text(const Workspace &workspace, const core::NewScript &script);

} // namespace pgmigrate::client
