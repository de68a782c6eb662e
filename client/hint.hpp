// Hints for those who type commands: the core's, and the server's, name SQL.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "client/options.hpp"

namespace pgmigrate::client {

// What the command line gave: a command that a hint names has to be given the same.
struct GivenScope {
	std::optional<std::string> project, target_schema;
	// Which database, as switches, " -n live -d shop": typed as it stands, a command must not go to another one.
	std::string place = {};
	std::string file = {}; // that the hint is about, if it holds nothing else
};

GivenScope given_scope(const Options &options);

// " -d shop"; nothing without a value.
std::string switch_text(const char *name, const std::string &value);

// The hint with "pgmigrate upgrade heads" instead of SELECT pgmigrate.upgrade('heads'); and the like, its arguments for
// project and target schema as switches, or those given where it has none. A hint that calls what has no command stays
// SQL, with the given ones where the core left a mark for them.
std::string with_commands(std::string_view hint, const GivenScope &given);

// The hint with what a command takes in the place of settings, which SQL would SET: an option, or PGOPTIONS.
std::string with_settings(std::string hint);

// A hint that names commands, with the given switches at the core's marks.
std::string with_switches(std::string_view hint, const GivenScope &given);

} // namespace pgmigrate::client
