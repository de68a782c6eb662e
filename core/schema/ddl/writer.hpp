// A schema as SQL that makes it in an empty database.
#pragma once
#include <string>

#include "core/schema/snapshot.hpp"

namespace pgmigrate::core::schema {

// Everything in the snapshot, in an order that works and depends on nothing but the snapshot.
std::string write_schema(const Snapshot &snapshot);

// The same in two parts, for rows that are put in between them: the second has what rows may be at odds with, or would set
// off, which is triggers, rules, foreign keys and checks that are not valid.
struct SchemaAroundRows {
	std::string before, after;
};
SchemaAroundRows write_schema_around_rows(const Snapshot &snapshot);

} // namespace pgmigrate::core::schema
