#include "client/editor.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

#include <fmt/format.h>
#include <sys/wait.h>

#include "client/output.hpp"
#include "client/directory.hpp"
#include "client/failure.hpp"
#include "client/render.hpp"

namespace pgmigrate::client {

namespace {

// A command line, as it may have arguments.
std::string editor() {
	for (const char *name : {"VISUAL", "EDITOR"})
		if (const char *value = std::getenv(name); value != nullptr && *value != '\0')
			return value;
	return "vi";
}

} // namespace

void edit_file(const std::filesystem::path &path) {
	flush_output();
	const std::string command = editor();
	const int status = std::system(fmt::format("{} {}", command, shell_word(path.string())).c_str());
	if (status == -1 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
		throw Failure(ExitCode::refused, fmt::format("editor \"{}\" failed", command),
			fmt::format("The file is \"{}\".", path.string()), "Set VISUAL or EDITOR to another one.");
	read_migration_file(path);
}

} // namespace pgmigrate::client
