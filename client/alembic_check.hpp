// A database that Alembic has brought where it is, and that pgmigrate knows nothing of yet.
#pragma once
#include "client/session.hpp"
#include "client/workspace.hpp"

namespace pgmigrate::client {

// Throws refused, with what carries the database over, if Alembic has something applied and nothing of the project is, nor
// was before.
// Where something is applied in other target schemas only, Alembic's table counts if it is in the target schema.
void check_is_not_alembics(Session &session, const Workspace &workspace);

} // namespace pgmigrate::client
