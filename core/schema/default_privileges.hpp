// The rights that objects to come shall be born with.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

struct DefaultPrivileges : Object {
	static constexpr std::string_view kKind = "default acl";
	static constexpr std::uint32_t kCatalog = 826; // pg_default_acl
	std::string role;                              // who makes the objects
	std::string schema;                            // in which; empty: in whichever
	std::string objects; // "tables", "sequences", "functions", "types", "schemas", "large objects"
	template <class Self = DefaultPrivileges>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::role>("role", Role::identity),
			field<&Self::schema>("schema", Role::identity), field<&Self::objects>("objects", Role::identity));
	}
	bool operator==(const DefaultPrivileges &) const = default;
};
Identity identity(const DefaultPrivileges &privileges);

} // namespace pgmigrate::core::schema
