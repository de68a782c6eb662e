// How a kind of schema object declares its fields: once, for reading rows, for JSON in and out, for comparing and for
// settling. These go through the descriptions here and know no kind, so that none of them is compiled again for each.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/schema/setting.hpp"

namespace pgmigrate::core::schema {

// What a field is to somebody who compares.
enum class Role {
	identity,   // part of what the object is found by: name, schema, table
	structure,  // the same on every major version
	expression, // as the server writes expressions and bodies out: the same within a major version only
	writing,    // for the SQL alone: no part of equality
	setting,    // nobody's business but the owner's: compared by option (owners, grants)
};

struct ValueType;

// A field of a kind: the name that JSON and the catalog query give it, and where it is. What has the value of a new object
// is left out of the JSON.
struct Field {
	std::string_view name;
	Role role;
	const ValueType *type;
	void *(*place)(void *owner);

	void *of(void *owner) const { return place(owner); }
	const void *of(const void *owner) const { return place(const_cast<void *>(owner)); }
};

// What can be done with a value of which only the place is known.
struct ValueType {
	enum class Shape { truth, number, text, settings, optional, list, parts };
	Shape shape;
	bool (*equal)(const void *a, const void *b);
	// Of optionals and lists: what they hold, and a new one of it, in an optional or at the end of a list.
	const ValueType *inner = nullptr;
	void *(*add)(void *holder) = nullptr;
	// Of optionals: nullptr where there is nothing.
	const void *(*held)(const void *holder) = nullptr;
	// Of lists.
	std::size_t (*size)(const void *list) = nullptr;
	const void *(*at)(const void *list, std::size_t i) = nullptr;
	void (*clear)(void *list) = nullptr;
	// Of what is made of parts: they, and a new one.
	std::span<const Field> (*fields)() = nullptr;
	const void *(*fresh)() = nullptr;
};

// The field by which the elements of a list are told apart, as the columns of a table are: its name, which no two share.
// nullptr where they are compared as a whole, as the arguments of a function are.
const Field *distinct_name(const ValueType &list);

template <class T>
inline const T &as(const void *value) {
	return *static_cast<const T *>(value);
}
template <class T>
inline T &as(void *value) {
	return *static_cast<T *>(value);
}

// The one description of a type. That of a kind, or of what a field of it is made of, is compiled in field.cpp alone.
template <class T>
struct Described {
	static const ValueType type;
};

template <class T>
struct Comparable {
	static bool equal(const void *a, const void *b) { return as<T>(a) == as<T>(b); }
};
template <>
struct Described<bool> : Comparable<bool> {
	static constexpr ValueType type{.shape = ValueType::Shape::truth, .equal = equal};
};
template <>
struct Described<std::int64_t> : Comparable<std::int64_t> {
	static constexpr ValueType type{.shape = ValueType::Shape::number, .equal = equal};
};
template <>
struct Described<std::string> : Comparable<std::string> {
	static constexpr ValueType type{.shape = ValueType::Shape::text, .equal = equal};
};
template <>
struct Described<Settings> : Comparable<Settings> {
	static constexpr ValueType type{.shape = ValueType::Shape::settings, .equal = equal};
};

template <class T>
struct Described<std::optional<T>> : Comparable<std::optional<T>> {
	using Holder = std::optional<T>;
	static void *add(void *holder) { return &as<Holder>(holder).emplace(); }
	static const void *held(const void *holder) {
		const Holder &o = as<Holder>(holder);
		return o ? &*o : nullptr;
	}
	static constexpr ValueType type{.shape = ValueType::Shape::optional,
		.equal = Comparable<Holder>::equal,
		.inner = &Described<T>::type,
		.add = add,
		.held = held};
};

template <class T>
struct Described<std::vector<T>> : Comparable<std::vector<T>> {
	using List = std::vector<T>;
	static void *add(void *list) { return &as<List>(list).emplace_back(); }
	static std::size_t size(const void *list) { return as<List>(list).size(); }
	static const void *at(const void *list, std::size_t i) { return &as<List>(list)[i]; }
	static void clear(void *list) { as<List>(list).clear(); }
	static constexpr ValueType type{.shape = ValueType::Shape::list,
		.equal = Comparable<List>::equal,
		.inner = &Described<T>::type,
		.add = add,
		.size = size,
		.at = at,
		.clear = clear};
};

// A member of Owner, its own or of a base.
template <class Owner, auto Member>
constexpr Field field_of(std::string_view name, Role role = Role::structure) {
	using Value = std::remove_reference_t<decltype(std::declval<Owner &>().*Member)>;
	return {name, role, &Described<Value>::type,
		[](void *owner) -> void * { return &(as<Owner>(owner).*Member); }};
}

template <class T>
struct OwnerOf;
template <class Owner, class Value>
struct OwnerOf<Value Owner::*> {
	using type = Owner;
};

// One of its own.
template <auto Member>
constexpr Field field(std::string_view name, Role role = Role::structure) {
	return field_of<typename OwnerOf<decltype(Member)>::type, Member>(name, role);
}

// One list after the other.
template <std::size_t N, std::size_t M>
constexpr std::array<Field, N + M> operator+(
	const std::array<Field, N> &first, const std::array<Field, M> &second) {
	std::array<Field, N + M> all{};
	for (std::size_t i = 0; i < N + M; i++)
		all[i] = i < N ? first[i] : second[i - N];
	return all;
}

} // namespace pgmigrate::core::schema
