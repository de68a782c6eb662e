#include "client/workspace.hpp"

#include <fmt/format.h>

#include "client/failure.hpp"

namespace pgmigrate::client {

Workspace Workspace::open(const Options &options) {
	Workspace workspace{find_config(options), std::nullopt};
	if (!workspace.config.directories.empty())
		workspace.directory = read_directories(workspace.config.directories);
	return workspace;
}

const Directory &Workspace::need_directory() const {
	if (!directory)
		throw Failure(ExitCode::refused, "there is no directory of migration files",
			fmt::format(
				"Neither \"{}\" here or above nor a directory \"migrations\" here was found.", kConfigName),
			"\"pgmigrate init\" makes them; -c names a configuration file that is elsewhere.");
	return *directory;
}

} // namespace pgmigrate::client
