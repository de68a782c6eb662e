#include "core/schema/default_reference.hpp"

#include <fmt/format.h>

#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema {

Reference default_reference(std::string_view table, std::string_view column) {
	return fmt::format("default {} of {}", identifier(column), table);
}

Reference body_reference(std::string_view function) {
	return fmt::format("body of {}", function);
}

Reference query_reference(std::string_view view) {
	return fmt::format("query of {}", view);
}

} // namespace pgmigrate::core::schema
