// Expressions as they come back: what the server writes of one, it may write otherwise once it has read that.
#pragma once
#include <string>
#include <string_view>

#include "core/schema/snapshot.hpp"

namespace pgmigrate::core::schema {

// The cast of an array's elements instead of the array, which is what the server makes of the latter when it reads it:
// "ARRAY[('a'::character varying)::text]" for "(ARRAY['a'::character varying])::text[]". Where the elements may be arrays
// themselves, which it would cast otherwise, the text stays as it is.
std::string settled(std::string_view expression);

// The same for comparing alone: whatever the elements are, it is the text of both, of what is cast as a whole and of what the
// server makes of that. Not to be read by a server.
std::string comparable(std::string_view expression);

// That for every expression of a snapshot: so a schema is equal to what its own SQL makes.
void settle_expressions(Snapshot &snapshot);

} // namespace pgmigrate::core::schema
