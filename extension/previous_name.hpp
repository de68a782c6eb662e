// Objects that got another name or schema, with the identity that they had before.
#pragma once
#include "extension/ddl_objects.hpp"

namespace pgmigrate {

// `whole` is the object under its new name.
void add_renamed(
	ChangedObjects &objects, const ObjectAddress &address, ChangedObject whole, const RenameStmt &statement);
// The same in its new schema; a table takes its indexes and sequences along.
void add_moved(ChangedObjects &objects, const ObjectAddress &address, ChangedObject whole,
	const ObjectAddress &old_schema);

} // namespace pgmigrate
