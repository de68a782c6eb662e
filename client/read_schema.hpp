// The schema of a database as a value, read from its catalogs: the database needs no extension for that.
#pragma once
#include "client/connection.hpp"
#include "core/schema/read_snapshot.hpp"

namespace pgmigrate::client {

// Reads it in a transaction that only reads. Throws refused for a server that is too old, and core::Error for a schema
// that was chosen and is not there.
core::schema::Snapshot read_schema(Connection &connection, const core::schema::SnapshotOptions &options);

// Shows on stderr what the database holds and no snapshot shows, as the server would.
void warn_of_what_is_not_modelled(const core::schema::Snapshot &snapshot);

} // namespace pgmigrate::client
