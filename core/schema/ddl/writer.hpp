// A schema as SQL that makes it in an empty database.
#pragma once
#include <string>

#include "core/schema/snapshot.hpp"

namespace pgmigrate::core::schema {

// Everything in the snapshot, in an order that works and depends on nothing but the snapshot.
std::string write_schema(const Snapshot &snapshot);

} // namespace pgmigrate::core::schema
