// pgmigrate.toml: where the migration files are and what they belong to.
#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "client/options.hpp"

namespace pgmigrate::client {

enum class RevisionIds { sequential, random };

struct Config {
	std::filesystem::path file; // empty if there is none
	std::optional<std::filesystem::path>
		directory; // as seen from the working directory; nothing if there is none
	std::optional<std::string> project;
	std::optional<std::string> target_schema;
	std::optional<TransactionMode> transaction;
	RevisionIds revision_ids = RevisionIds::sequential;
	std::string head_file = "HEAD"; // the file of the directory that lists its heads; empty: none
};

inline constexpr std::string_view kConfigName = "pgmigrate.toml";

// Reads the file given, else the one that $PGMIGRATE_CONFIG names, else the nearest pgmigrate.toml from the
// working directory upwards. Without any, the directory is ./migrations if that exists. Throws refused, with
// file and line.
Config find_config(const std::string &given);

// The mode of this name: auto, one or step; nothing for any other.
std::optional<TransactionMode> transaction_mode(std::string_view name);

// The text of a new configuration file.
std::string new_config(std::string_view directory);

} // namespace pgmigrate::client
