// Configuration and migration files: what a command works with beside the server.
#pragma once
#include <future>
#include <optional>

#include "client/config.hpp"
#include "client/directory.hpp"
#include "client/options.hpp"

namespace pgmigrate::client {

class Workspace {
public:
	const Config config;

	// Throws for a broken configuration. Begins to read the migration files, which takes about as long as it takes the
	// server to answer for the first time: both go on at once.
	static Workspace open(const Options &options);

	// Without any, commands work on the server alone. Waits until all are read. Throws for a broken one.
	const std::optional<Directory> &directory() const { return directory_.get(); }
	const Directory *found() const { return directory() ? &*directory() : nullptr; }
	// Throws refused if there is none; does not wait.
	void check_has_directory() const;
	// Throws refused if there is none.
	const Directory &need_directory() const;

private:
	Workspace(Config config, std::shared_future<std::optional<Directory>> directory);

	std::shared_future<std::optional<Directory>> directory_;
};

// Throws refused if no directory of migration files is configured or found.
void check_has_directory(const Config &config);

} // namespace pgmigrate::client
