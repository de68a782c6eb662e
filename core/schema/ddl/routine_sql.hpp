// What functions and aggregates share.
#pragma once
#include <string>

#include "core/schema/function.hpp"

namespace pgmigrate::core::schema::ddl {

// "VARIADIC names text[] DEFAULT '{}'::text[]"
std::string argument_sql(const Argument &argument, bool with_default);

} // namespace pgmigrate::core::schema::ddl
