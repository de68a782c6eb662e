// What a statement changed within an object, which the server tells of the whole alone.
#pragma once
#include "extension/ddl_objects.hpp"

struct CollectedCommand;

namespace pgmigrate {

// Whether ALTER TABLE only asked for columns that are there already.
bool adds_nothing(const CollectedCommand &command);
// Columns, constraints, indexes, triggers, rules, and other tables, of ALTER TABLE and the like.
void add_parts_of_table(ChangedObjects &objects, const CollectedCommand &command, const std::string &tag);
// The constraint that ALTER DOMAIN added or validated.
void add_domain_constraint(ChangedObjects &objects, const ObjectAddress &domain, const ChangedObject &whole,
	const AlterDomainStmt &statement, const ObjectAddress &added);
// A value of an enum type is no object of the server; it is told as a part of its type, as a column of its table.
void add_enum_value(ChangedObjects &objects, const ChangedObject &type, const AlterEnumStmt &statement);

} // namespace pgmigrate
