// Collations and conversions.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

// The version that its provider had is no part of it.
struct Collation : Object {
	static constexpr std::string_view kKind = "collation";
	static constexpr std::uint32_t kCatalog = 3456; // pg_collation
	std::string schema, name;
	std::string provider; // "libc", "icu", "builtin"
	std::string locale;   // for both of the following, where they are the same
	std::string collate, ctype;
	bool nondeterministic = false;
	std::string rules;
	static constexpr auto fields() {
		using C = Collation;
		return with_object_fields<C>(field("schema", &C::schema, Role::identity),
			field("name", &C::name, Role::identity), field("provider", &C::provider),
			field("locale", &C::locale), field("collate", &C::collate), field("ctype", &C::ctype),
			field("nondeterministic", &C::nondeterministic), field("rules", &C::rules));
	}
	bool operator==(const Collation &) const = default;
};
Identity identity(const Collation &collation);

struct Conversion : Object {
	static constexpr std::string_view kKind = "conversion";
	static constexpr std::uint32_t kCatalog = 2607; // pg_conversion
	std::string schema, name, source, target, function;
	bool is_default = false;
	static constexpr auto fields() {
		using C = Conversion;
		return with_object_fields<C>(field("schema", &C::schema, Role::identity),
			field("name", &C::name, Role::identity), field("source", &C::source), field("target", &C::target),
			field("function", &C::function), field("default", &C::is_default));
	}
	bool operator==(const Conversion &) const = default;
};
Identity identity(const Conversion &conversion);

} // namespace pgmigrate::core::schema
