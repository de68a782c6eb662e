// Pieces of queries that name objects as SQL does, for kinds of which a database has few.
#pragma once
#include <string>
#include <string_view>

namespace pgmigrate::core::schema::catalog {

// shop.total; null for no function.
std::string routine_name(std::string_view oid);
// shop.total(integer, text)
std::string routine_signature(std::string_view oid);
// shop.+
std::string operator_name(std::string_view oid);
// A routine's arguments as JSON; the routine is "p".
extern const char *const kArguments;

} // namespace pgmigrate::core::schema::catalog
