// A snapshot that an SQL function is given.
#pragma once
#include "core/schema/snapshot.hpp"

#include "extension/pg/value.hpp"

namespace pgmigrate {

// Throws 22004 naming the argument if it is null, 22023 for what is no snapshot.
core::schema::Snapshot snapshot_argument(const pg::Arguments &args, int i, const char *name);

} // namespace pgmigrate
