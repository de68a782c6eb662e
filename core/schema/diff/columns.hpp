// Columns of a table that stays, changed.
#pragma once
#include "core/schema/diff/changes.hpp"

namespace pgmigrate::core::schema::diff_parts {

// Adds to `alteration` what leads from the old columns to the new ones. `alter` is "ALTER TABLE ".
void alter_columns(const Changes &changes, const Identity &name, const Table &from, const Table &to,
	const std::string &alter, Alteration &alteration);

// Whether the server makes the one type of the other without being told how.
bool is_assigned(std::string_view from, std::string_view to);
// Whether there is a cast for it among those that every server has; otherwise the way leads through text.
bool is_cast(std::string_view from, std::string_view to);
// Whether it does so without writing the table again.
bool is_binary_compatible(std::string_view from, std::string_view to);

// How the server keeps values of a type where nothing else is said: "plain", "main", "extended".
std::string default_storage(const Snapshot &snapshot, std::string_view type);

} // namespace pgmigrate::core::schema::diff_parts
