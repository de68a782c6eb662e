#include "client/no_directory.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <vector>

#include <fmt/format.h>

#include "client/render.hpp"
#include "client/talk.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

// The configuration files one folder below; "init db/migrations" makes such a one.
std::vector<std::string> configs_below() {
	std::vector<std::string> found;
	std::error_code error;
	for (fs::directory_iterator entry(".", error), end; !error && entry != end; entry.increment(error)) {
		std::error_code no_matter;
		if (fs::exists(entry->path() / kConfigName, no_matter))
			found.push_back((entry->path().filename() / kConfigName).string());
	}
	std::ranges::sort(found);
	return found;
}

} // namespace

std::string way_to_directory() {
	const std::vector<std::string> found = configs_below();
	if (found.empty())
		return "\"pgmigrate init\" makes them; -c names a configuration file that is elsewhere.";
	return fmt::format("Type it with -c {}, or go to {}.", shell_word(found.front()),
		shell_word(fs::path(found.front()).parent_path().string()));
}

void say_if_no_directory(const Config &config) {
	if (config.directories.empty())
		say("no migration files were read, only the database was asked: neither \"{}\" here or above nor a directory "
			"\"migrations\" here was found\n{}\n",
			kConfigName, way_to_directory());
}

} // namespace pgmigrate::client
