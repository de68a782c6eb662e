// The limit for statements that write all rows of a table anew.
#pragma once
#include "core/revision.hpp"
#include "extension/ddl_objects.hpp"

namespace pgmigrate {

// Whether the script has "-- allow: table_rewrite".
bool allows_rewrite(const core::Script &script);

// Within table_rewrite: the table, its size, and why it is to be written anew.
struct Rewrite {
	ChangedObject table;
	bool is_temporary = false;
	int reasons = 0; // AT_REWRITE_*
};
// Inside own_statements.
Rewrite rewritten_table();

// Throws rewrite_limit_exceeded if the table is larger than pgmigrate.rewrite_limit, with how long it would take as far as
// earlier rewrites tell.
void check_rewrite_limit(const char *command, const Rewrite &rewrite);

// Warns of a limit that has no effect, because nobody watches.
void warn_of_idle_rewrite_limit();

} // namespace pgmigrate
