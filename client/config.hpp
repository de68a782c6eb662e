// The configuration: pgmigrate.toml, .env and the environment, each above the one before.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/config_file.hpp"
#include "client/conninfo.hpp"
#include "client/dot_env.hpp"
#include "client/options.hpp"

namespace pgmigrate::client {

enum class RevisionIds { sequential, random };

struct Config {
	std::filesystem::path file; // empty if there is none
	std::string section;        // empty for none
	DotEnv environment;

	// Where migration files are, as seen from the working directory; the first one takes new files, and the list of
	// heads. None: commands work on the server alone.
	std::vector<std::filesystem::path> directories;
	std::optional<std::string> project;
	std::optional<std::string> target_schema;
	std::optional<TransactionMode> transaction;
	RevisionIds revision_ids = RevisionIds::sequential;
	std::string file_template;      // of the names of new files; empty: that of the id
	std::string head_file = "HEAD"; // the file of the directory that lists its heads; empty: none
	std::filesystem::path
		schema_file; // written after each run, as seen from the working directory; empty: none
	std::filesystem::path wanted_schema; // SQL, a file or a directory of files, likewise; empty: none
	std::map<std::string, std::string> variables; // for the scripts
	// The database, where the environment and the command line name none; without what a variable overrides.
	std::vector<ConnectionKeyword> database;
	// The variables that keep the chosen section's database from being used as it is.
	std::vector<std::string> overruled;

	std::vector<Setting> settings; // all that is in force, defaults included
};

inline constexpr std::string_view kConfigName = "pgmigrate.toml";

// Reads the file that the options give, else the one that $PGMIGRATE_CONFIG names, else the nearest pgmigrate.toml from
// the working directory upwards. Without any, the directory is ./migrations if that exists. What .env says for libpq
// goes into the environment. Throws refused, with file and line.
Config find_config(const Options &options);

// Says what stands above the database of the chosen section, for somebody who names a section means its database.
void say_what_is_overruled(const Options &options, const Config &config);

// The mode of this name: auto, one or step; nothing for any other.
std::optional<TransactionMode> transaction_mode(std::string_view name);

} // namespace pgmigrate::client
