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
	template <class Self = Collation>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::provider>("provider"),
			field<&Self::locale>("locale"), field<&Self::collate>("collate"), field<&Self::ctype>("ctype"),
			field<&Self::nondeterministic>("nondeterministic"), field<&Self::rules>("rules"));
	}
	bool operator==(const Collation &) const = default;
};
Identity identity(const Collation &collation);

struct Conversion : Object {
	static constexpr std::string_view kKind = "conversion";
	static constexpr std::uint32_t kCatalog = 2607; // pg_conversion
	std::string schema, name, source, target, function;
	bool is_default = false;
	template <class Self = Conversion>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::source>("source"),
			field<&Self::target>("target"), field<&Self::function>("function"),
			field<&Self::is_default>("default"));
	}
	bool operator==(const Conversion &) const = default;
};
Identity identity(const Conversion &conversion);

} // namespace pgmigrate::core::schema
