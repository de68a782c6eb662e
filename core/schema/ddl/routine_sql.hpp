// What functions and aggregates share.
#pragma once
#include <string>

#include "core/schema/snapshot.hpp"

namespace pgmigrate::core::schema::ddl {

// "VARIADIC names text[] DEFAULT '{}'::text[]"
std::string argument_sql(const Argument &argument, bool with_default);

// CREATE FUNCTION or PROCEDURE, or in place of the one there is.
std::string function_sql(const Function &function, bool replace);

// How DROP, ALTER, COMMENT and GRANT name it. Procedures of one name may differ in what they give out alone, which their
// modes tell.
std::string signature(const Snapshot &snapshot, const Identity &name, const Function &function);

} // namespace pgmigrate::core::schema::ddl
