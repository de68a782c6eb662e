// The settings under "pgmigrate.", and what a call works on.
#pragma once
#include <optional>
#include <string>

namespace pgmigrate {

// A project's revisions in one target schema; an empty schema means none given.
struct Scope {
	std::string project;
	std::string target_schema;

	// From arguments, where they are given, else from the settings.
	static Scope from(
		std::optional<std::string> project, std::optional<std::string> target_schema = std::nullopt);
};

// Defines the settings; called once, when the library is loaded.
void define_settings();

// pgmigrate.role; empty if not set.
std::string role_setting();
// pgmigrate.lock_wait, in milliseconds.
int lock_wait_setting();
// pgmigrate.max_stall and pgmigrate.table_lock_wait, in milliseconds.
int max_stall_setting();
int table_lock_wait_setting();
// pgmigrate.rewrite_limit, in bytes; negative: none.
double rewrite_limit_setting();
// pgmigrate.shadow_database; empty if not set.
std::string shadow_database_setting();
// pgmigrate.notify.
bool notify_setting();

} // namespace pgmigrate
