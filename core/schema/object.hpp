// What every kind of schema object has in common, and how a kind declares its fields: once, for reading rows, for
// JSON in and out, and for comparing.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace pgmigrate::core::schema {

// What a field is to somebody who compares.
enum class Role {
	identity,   // part of what the object is found by: name, schema, table
	structure,  // the same on every major version
	expression, // as the server writes expressions and bodies out: the same within a major version only
	setting,    // nobody's business but the owner's: compared by option (owners, grants)
};

// A field of a kind: the name that JSON and the catalog query give it, and where it is. What has the value of a new object
// is left out of the JSON.
template <class Owner, class Value>
struct Field {
	std::string_view name;
	Value Owner::*member;
	Role role;
};

template <class Owner, class Value>
constexpr Field<Owner, Value> field(
	std::string_view name, Value Owner::*member, Role role = Role::structure) {
	return {name, member, role};
}

// Calls visit with each field of a kind.
template <class T, class Visit>
void for_each_field(Visit &&visit) {
	std::apply([&](const auto &...fields) { (visit(fields), ...); }, T::fields());
}

template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

// Rights of one role on an object. Who granted them is no part of it: they are all as the owner's. The owner, who may
// grant whatever he likes, is among the grantees only where he has not all rights himself.
struct Grant {
	bool owner = false;
	std::string grantee; // empty for PUBLIC and the owner
	std::vector<std::string> privileges;
	std::vector<std::string> with_grant_option; // those of them that may be passed on
	static constexpr auto fields() {
		return std::tuple{field("owner", &Grant::owner, Role::identity),
			field("grantee", &Grant::grantee, Role::identity), field("privileges", &Grant::privileges),
			field("with_grant_option", &Grant::with_grant_option)};
	}
	bool operator==(const Grant &) const = default;
};

// All rights on an object, where they are others than those it was born with.
using Grants = std::optional<std::vector<Grant>>;

// "name=value", as storage parameters and the options of foreign objects are; in the order of the names, since the server's
// means nothing.
struct Setting {
	std::string name, value;
	bool operator==(const Setting &) const = default;
};
using Settings = std::vector<Setting>;

// What any object may have beside its definition.
struct Object {
	std::string owner;
	Grants grants;
	std::string comment;
	bool operator==(const Object &) const = default;
};

// The fields of a kind, with those that every object has.
template <class T, class... Fields>
constexpr auto with_object_fields(Fields... fields) {
	return std::tuple{fields...,
		Field<T, std::string>{"owner", static_cast<std::string T::*>(&Object::owner), Role::setting},
		Field<T, Grants>{"grants", static_cast<Grants T::*>(&Object::grants), Role::setting},
		Field<T, std::string>{"comment", static_cast<std::string T::*>(&Object::comment), Role::structure}};
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
