// pgmigrate.toml as values with their places: those of the chosen section, else of the top level.
#pragma once
#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/expand.hpp"

namespace pgmigrate::client {

// One value of the configuration, and where it was said.
struct Setting {
	std::string key;
	std::vector<std::string> values; // one, but for lists
	std::string from;             // "pgmigrate.toml:3", ".env:2", "environment variable NAME", "default", ...
	std::filesystem::path folder; // from which a relative path in it counts
	bool in_section = false;

	const std::string &value() const { return values.front(); }
};

inline constexpr std::string_view kDefault = "default"; // from nowhere

inline constexpr std::array<std::string_view, 10> kConfigKeys{"database", "directory", "project",
	"target_schema", "transaction", "revision_ids", "file_template", "head_file", "schema_file",
	"wanted_schema"};

struct ConfigFile {
	std::map<std::string, Setting, std::less<>> settings; // by key
	std::map<std::string, Setting, std::less<>> variables;
	std::vector<std::string> sections_with_directory;
};

// Reads the file. Every key of every section is checked, and values in force are expanded. Throws refused, with file
// and line, also for a section that is not there.
ConfigFile read_config_file(
	const std::filesystem::path &file, const std::string &section, const Lookup &lookup);

} // namespace pgmigrate::client
