// Owner, comment and rights of an object.
#include <fmt/format.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

std::string owner_sql(const Object &object, std::string_view name) {
	return object.owner.empty() ? std::string()
								: fmt::format("ALTER {} OWNER TO {};\n", name, identifier(object.owner));
}

std::string comment_sql(std::string_view comment, std::string_view name) {
	return comment.empty() ? std::string() : fmt::format("COMMENT ON {} IS {};\n", name, literal(comment));
}

std::string attributes_sql(const Object &object, std::string_view kind, std::string_view name) {
	std::string full = fmt::format("{} {}", kind, name);
	return owner_sql(object, full) + comment_sql(object.comment, full) +
		   grants_sql(object.grants, kind, name, object.owner);
}

std::string settings_list(const Settings &settings) {
	std::string list;
	for (const Setting &s : settings)
		fmt::format_to(
			std::back_inserter(list), "{}{} = {}", list.empty() ? "" : ", ", s.name, literal(s.value));
	return list;
}

std::string options_list(const Settings &settings) {
	std::string list;
	for (const Setting &s : settings)
		fmt::format_to(std::back_inserter(list), "{}{} {}", list.empty() ? "" : ", ", identifier(s.name),
			literal(s.value));
	return list;
}

} // namespace pgmigrate::core::schema::ddl
