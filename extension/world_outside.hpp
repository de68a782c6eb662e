// What a shadow cannot hold: statements and functions that act on what the databases of a server share, on the server
// itself, its files, or other servers.
#pragma once
#include <vector>

#include "core/revision.hpp"
#include "extension/execution.hpp"
#include "extension/statements.hpp"

namespace pgmigrate {

// What the statement acts on outside of its database, as "roles, which all databases share"; nullptr for what stays
// inside. Of a raw parse tree. NOTIFY and LISTEN stay inside: the server hands a notification to sessions of the same
// database only.
const char *world_outside(Node *statement);

// Throws not_provable for the first statement that does not stay inside, and puts the place there.
void require_inside(const core::Script &script, core::Direction direction,
	const std::vector<Statement> &statements, ExecutionPlace &place);

// From now on, until the process ends, whatever runs in it is watched: what functions and DO blocks do, which foreign
// tables are read or written, and which functions are called. Raises not_provable; the place is where the process is.
void watch_world_outside(const ExecutionPlace *place);

} // namespace pgmigrate
