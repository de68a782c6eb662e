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
// Whether an operator class, "p", is what a key of a type has if none is named: as the server chooses, the class of the type
// itself before those of what it can be taken for. With no type known, any default class is.
std::string is_default_class(std::string_view type);
// A routine's arguments as JSON; the routine is "p".
extern const char *const kArguments;

} // namespace pgmigrate::core::schema::catalog
