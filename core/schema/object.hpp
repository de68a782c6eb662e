// What every kind of schema object has in common.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/field.hpp"

namespace pgmigrate::core::schema {

// Rights of one role on an object. Who granted them is no part of it: they are all as the owner's. The owner, who may
// grant whatever he likes, is among the grantees only where his rights are not just all of them.
struct Grant {
	bool owner = false;
	std::string grantee; // empty for PUBLIC and the owner
	std::vector<std::string> privileges;
	std::vector<std::string> with_grant_option; // those of them that may be passed on
	template <class Self = Grant>
	static constexpr auto fields() {
		return std::array{field<&Self::owner>("owner", Role::identity),
			field<&Self::grantee>("grantee", Role::identity), field<&Self::privileges>("privileges"),
			field<&Self::with_grant_option>("with_grant_option")};
	}
	bool operator==(const Grant &) const = default;
};

// All rights on an object, where they are others than those it was born with.
using Grants = std::optional<std::vector<Grant>>;

// What any object may have beside its definition.
struct Object {
	std::string owner;
	Grants grants;
	std::string comment;
	bool operator==(const Object &) const = default;
};

// The fields of a kind, with those that every object has. A kind's fields() is a template, so that only those pay for it who
// go through it.
template <class T, class... Fields>
constexpr auto with_object_fields(Fields... fields) {
	return std::array{fields..., field_of<T, &Object::owner>("owner", Role::setting),
		field_of<T, &Object::grants>("grants", Role::setting), field_of<T, &Object::comment>("comment")};
}

// An object's place among those of its kind: its name as SQL writes it, qualified, with the table or the argument types
// where those belong to it ("shop.orders", "shop.total(integer)", "orders_check on shop.orders").
using Identity = std::string;

// All objects of a kind, in the order of their identities' bytes.
template <class T>
using Objects = std::map<Identity, T, std::less<>>;

// "table shop.orders": the kind and the identity.
using Reference = std::string;
inline Reference reference(std::string_view kind, std::string_view identity) {
	return std::string(kind).append(" ").append(identity);
}

} // namespace pgmigrate::core::schema
