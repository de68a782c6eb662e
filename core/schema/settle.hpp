// Expressions as they come back: what the server writes of one, it may write otherwise once it has read that.
#pragma once
#include <string>
#include <string_view>

#include "core/schema/snapshot.hpp"

namespace pgmigrate::core::schema {

// The cast of an array's elements instead of the array, which is what the server makes of the latter when it reads it:
// "ARRAY[('a'::character varying)::text]" for "(ARRAY['a'::character varying])::text[]".
std::string settled(std::string_view expression);

// That for every expression of a snapshot: so a schema is equal to what its own SQL makes.
void settle_expressions(Snapshot &snapshot);

} // namespace pgmigrate::core::schema
