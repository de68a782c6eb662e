// Runs core's catalog queries on the database that this process is connected to.
#pragma once
#include <string>
#include <vector>

#include "core/schema/read_snapshot.hpp"

namespace pgmigrate {

// Throws 3F000 for schemas that are not there: a list that names one would quietly show less than was asked for.
void require_schemas(const std::vector<std::string> &wanted);

// Reads the schema, as the current user sees the catalogs, inside a transaction. Takes what the server itself takes to write definitions out: ACCESS SHARE on the tables of views.
core::schema::Snapshot read_snapshot(const core::schema::SnapshotOptions &options);

// The snapshot as JSON, in the database's encoding.
std::string snapshot_text(const core::schema::Snapshot &snapshot);
// What core wrote, in the database's encoding, and what it is to read.
std::string in_database_encoding(const std::string &utf8);
std::string in_utf8(const std::string &text);

// Says in a WARNING what stands in the database and not in the snapshot.
void warn_of_what_is_not_modelled(const core::schema::Snapshot &snapshot);

} // namespace pgmigrate
