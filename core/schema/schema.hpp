// Schemas and the extensions that live in them.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

// Of public, which every database is born with, only what has been changed since is told: owner, comment, rights.
struct Schema : Object {
	static constexpr std::string_view kKind = "schema";
	static constexpr std::uint32_t kCatalog = 2615; // pg_namespace
	std::string name;
	bool comment_removed = false; // of public, which is born with one
	template <class Self = Schema>
	static constexpr auto fields() {
		return with_object_fields<Self>(
			field<&Self::name>("name", Role::identity), field<&Self::comment_removed>("comment_removed"));
	}
	bool operator==(const Schema &) const = default;
};
Identity identity(const Schema &schema);

// An extension; its objects are its own affair.
struct Extension : Object {
	static constexpr std::string_view kKind = "extension";
	static constexpr std::uint32_t kCatalog = 3079; // pg_extension
	std::string name, schema, version;
	bool other_version = false; // than the server would have made
	template <class Self = Extension>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::name>("name", Role::identity),
			field<&Self::schema>("schema"), field<&Self::version>("version"),
			field<&Self::other_version>("other_version", Role::writing));
	}
	bool operator==(const Extension &) const = default;
};
Identity identity(const Extension &extension);

} // namespace pgmigrate::core::schema
