// Casts and transforms: they stand in no schema.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

struct Cast : Object {
	static constexpr std::string_view kKind = "cast";
	static constexpr std::uint32_t kCatalog = 2605; // pg_cast
	std::string source, target;
	std::string function; // with its arguments
	bool inout = false;   // by the types' own output and input; without function, the bytes are the same
	std::string context;  // "assignment", "implicit"
	static constexpr auto fields() {
		return with_object_fields<Cast>(field("source", &Cast::source, Role::identity),
			field("target", &Cast::target, Role::identity), field("function", &Cast::function),
			field("inout", &Cast::inout), field("context", &Cast::context));
	}
	bool operator==(const Cast &) const = default;
};
Identity identity(const Cast &cast);

struct Transform : Object {
	static constexpr std::string_view kKind = "transform";
	static constexpr std::uint32_t kCatalog = 3576; // pg_transform
	std::string type, language;
	std::string from_sql, to_sql; // functions, with their arguments
	static constexpr auto fields() {
		return with_object_fields<Transform>(field("type", &Transform::type, Role::identity),
			field("language", &Transform::language, Role::identity), field("from_sql", &Transform::from_sql),
			field("to_sql", &Transform::to_sql));
	}
	bool operator==(const Transform &) const = default;
};
Identity identity(const Transform &transform);

} // namespace pgmigrate::core::schema
