#include "core/schema/ddl/items.hpp"

namespace pgmigrate::core::schema::ddl {

std::string grants_sql(
	const Grants &, std::string_view, std::string_view, const std::string &, std::string_view) {
	return {};
}

} // namespace pgmigrate::core::schema::ddl
