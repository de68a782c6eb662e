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
	template <class Self = Cast>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::source>("source", Role::identity),
			field<&Self::target>("target", Role::identity), field<&Self::function>("function"),
			field<&Self::inout>("inout"), field<&Self::context>("context"));
	}
	bool operator==(const Cast &) const = default;
};
Identity identity(const Cast &cast);

struct Transform : Object {
	static constexpr std::string_view kKind = "transform";
	static constexpr std::uint32_t kCatalog = 3576; // pg_transform
	std::string type, language;
	std::string from_sql, to_sql; // functions, with their arguments
	template <class Self = Transform>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::type>("type", Role::identity),
			field<&Self::language>("language", Role::identity), field<&Self::from_sql>("from_sql"),
			field<&Self::to_sql>("to_sql"));
	}
	bool operator==(const Transform &) const = default;
};
Identity identity(const Transform &transform);

} // namespace pgmigrate::core::schema
