// Extended statistics: what the planner shall know of columns and expressions together.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

struct Statistics : Object {
	static constexpr std::string_view kKind = "statistics object";
	static constexpr std::uint32_t kCatalog = 3381; // pg_statistic_ext
	std::string schema, name, table;
	std::vector<std::string>
		kinds; // "dependencies", "mcv", "ndistinct"; none for those of a single expression
	std::vector<std::string> columns, expressions;
	std::optional<std::int64_t> target;
	template <class Self = Statistics>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::table>("table"),
			field<&Self::kinds>("kinds"), field<&Self::columns>("columns"),
			field<&Self::expressions>("expressions", Role::expression), field<&Self::target>("target"));
	}
	bool operator==(const Statistics &) const = default;
};
Identity identity(const Statistics &statistics);

} // namespace pgmigrate::core::schema
