#include "client/workspace.hpp"

#include <system_error>

#include <malloc.h>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/interrupt.hpp"
#include "client/no_directory.hpp"

namespace pgmigrate::client {

namespace {

std::optional<Directory> read(const std::vector<std::filesystem::path> &paths) {
	if (paths.empty())
		return std::nullopt;
	return read_directories(paths);
}

std::shared_future<std::optional<Directory>> begin_to_read(const std::vector<std::filesystem::path> &paths) {
#ifdef M_ARENA_MAX
	mallopt(M_ARENA_MAX, 1); // a thread's own arena would grow by a system call for every few pages
#endif
	const SignalsHeld held; // the thread must not be the one that gets them: what they cancel is the other's
	try {
		return std::async(std::launch::async, read, paths).share();
	} catch (const std::system_error &) { // no thread is left for us
		return std::async(std::launch::deferred, read, paths).share();
	}
}

} // namespace

Workspace::Workspace(Config with, std::shared_future<std::optional<Directory>> directory)
	: config(std::move(with)), directory_(std::move(directory)) {}

Workspace Workspace::open(const Options &options) {
	Config config = find_config(options);
	std::shared_future<std::optional<Directory>> directory = begin_to_read(config.directories);
	return {std::move(config), std::move(directory)};
}

void Workspace::check_has_directory() const {
	client::check_has_directory(config);
}

const Directory &Workspace::need_directory() const {
	check_has_directory();
	return *directory();
}

void check_has_directory(const Config &config) {
	if (config.directories.empty())
		throw Failure(ExitCode::refused, "there is no directory of migration files",
			fmt::format(
				"Neither \"{}\" here or above nor a directory \"migrations\" here was found.", kConfigName),
			way_to_directory());
}

} // namespace pgmigrate::client
