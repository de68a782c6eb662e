// The version tables of other tools in a database.
#pragma once
#include <string>
#include <vector>

#include "client/import.hpp"
#include "client/session.hpp"

namespace pgmigrate::client {

struct VersionTable {
	std::string schema;
	std::string name; // with its schema, quoted
};

// The tables of this name in any schema that have the one column and not the other one, as far as the role may read
// them.
std::vector<VersionTable> version_tables(
	Session &session, std::string_view name, std::string_view column, std::string_view no_column);

// The version rows of Alembic in such a table.
std::vector<std::string> alembic_rows(Session &session, const VersionTable &table);

// What a tool's table has as applied, as targets for a stamp.
struct RecordedVersions {
	std::string table;
	std::vector<std::string> targets; // none: nothing is applied
};

// Throws refused if there is no such table, or several with rows, or if what it has cannot be stamped: a failed
// version, one without a file, or one that was left out between others.
RecordedVersions recorded_versions(Session &session, const ImportTool &tool, const ImportSource &source);

} // namespace pgmigrate::client
