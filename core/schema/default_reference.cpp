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

Reference domain_constraint_reference(std::string_view domain, std::string_view constraint) {
	return fmt::format("constraint {} of {}", identifier(constraint), domain);
}

Reference shell_reference(std::string_view type) {
	return fmt::format("shell of {}", type);
}

Reference members_reference(std::string_view family) {
	return fmt::format("members of {}", family);
}

} // namespace pgmigrate::core::schema
