// What leads from one schema to another, as SQL.
#pragma once
#include <string>
#include <vector>

#include "core/schema/compare.hpp"

namespace pgmigrate::core::schema {

// Statements that stand together, each ended by a semicolon and a newline.
struct MigrationPiece {
	std::string sql;
	std::vector<std::string> notes; // what a reader ought to know: what is lost, rewritten, or waited for
	bool destroys_data = false;
	bool commits = false; // what follows can use it only once it is committed
};

// In an order that works: each after what it needs, and before what can only go then. Owners and privileges where both
// snapshots hold them and `options` asks for them. Where only the order of columns differs, nothing. Throws 0A000 for a
// change that no SQL makes without losing what it should keep, naming it; and for objects that need each other in a circle.
std::vector<MigrationPiece> diff(const Snapshot &from, const Snapshot &to, CompareOptions options = {});

// The pieces as the text of a section: notes as comments over what they are about.
std::string migration_sql(const std::vector<MigrationPiece> &pieces);

} // namespace pgmigrate::core::schema
