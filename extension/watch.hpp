// The watch over definitions: event triggers that write down what every step and everybody else changes.
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace pgmigrate {

inline constexpr const char *kWatchTriggers[][2] = {
	// name, event
	{"pgmigrate_watch_drop", "sql_drop"},
	{"pgmigrate_watch_end", "ddl_command_end"},
	{"pgmigrate_watch_rewrite", "table_rewrite"},
	{"pgmigrate_watch_start", "ddl_command_start"},
};

// What the owner has set; "off" while nobody watches, or where nobody ever did.
struct WatchSettings {
	std::string mode = "off"; // record, warn, refuse
	std::vector<std::string> ignored_schemas, ignored_roles;
	std::optional<std::string> break_glass_role;
};
// Inside own_statements.
WatchSettings watch_settings();

// Makes the event triggers, or mends them, and sets the mode. Throws 42501 unless the caller is a superuser, 22023 for
// another mode.
void start_watch(const std::string &mode);
// Drops them. Throws 42501 likewise.
void stop_watch();
// What is wrong with the triggers; empty if nothing is. Where the watch is off, as in a dump without rows, there should be
// none. Inside own_statements.
std::vector<std::string> watch_problems(bool is_on);

// Throws 22023 for a reason that says nothing.
std::string required_reason(std::string reason);
// Whether the current transaction may change what is managed, and why; see allow_manual_ddl.
std::optional<std::string> manual_ddl_reason();
// Lets the rest of the transaction do it. Throws 42501 unless the caller is a superuser or a member of the role that the
// owner named.
void allow_manual_ddl(const std::string &reason);

} // namespace pgmigrate
