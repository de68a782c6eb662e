// Configuration and migration files: what a command works with beside the server.
#pragma once
#include <optional>

#include "client/config.hpp"
#include "client/directory.hpp"
#include "client/options.hpp"

namespace pgmigrate::client {

struct Workspace {
	Config config;
	std::optional<Directory> directory; // nothing: commands work on the server alone

	// Throws for a broken configuration or migration file.
	static Workspace open(const Options &options);
	// Throws refused if there is none.
	const Directory &need_directory() const;
	const Directory *found() const { return directory ? &*directory : nullptr; }
};

} // namespace pgmigrate::client
