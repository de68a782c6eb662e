// Operators, their classes and families.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

struct Operator : Object {
	static constexpr std::string_view kKind = "operator";
	static constexpr std::uint32_t kCatalog = 2617; // pg_operator
	std::string schema, name;
	std::string left, right; // types; no left one for a prefix operator
	std::string function, commutator, negator, restrict_function, join_function;
	bool hashes = false, merges = false;
	template <class Self = Operator>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::left>("left", Role::identity),
			field<&Self::right>("right", Role::identity), field<&Self::function>("function"),
			field<&Self::commutator>("commutator"), field<&Self::negator>("negator"),
			field<&Self::restrict_function>("restrict"), field<&Self::join_function>("join"),
			field<&Self::hashes>("hashes"), field<&Self::merges>("merges"));
	}
	bool operator==(const Operator &) const = default;
};
Identity identity(const Operator &op);

struct FamilyOperator {
	std::int64_t strategy = 0;
	std::string name, left, right;
	std::string order_by; // the family that sorts what it gives
	template <class Self = FamilyOperator>
	static constexpr auto fields() {
		return std::array{field<&Self::strategy>("strategy"), field<&Self::name>("operator"),
			field<&Self::left>("left"), field<&Self::right>("right"), field<&Self::order_by>("order_by")};
	}
	bool operator==(const FamilyOperator &) const = default;
};

struct FamilyFunction {
	std::int64_t number = 0;
	std::string function, left, right;
	template <class Self = FamilyFunction>
	static constexpr auto fields() {
		return std::array{field<&Self::number>("number"), field<&Self::function>("function"),
			field<&Self::left>("left"), field<&Self::right>("right")};
	}
	bool operator==(const FamilyFunction &) const = default;
};

// A family, with those of its members that belong to none of its classes.
struct OperatorFamily : Object {
	static constexpr std::string_view kKind = "operator family";
	static constexpr std::uint32_t kCatalog = 2753; // pg_opfamily
	std::string schema, name, method;
	std::vector<FamilyOperator> operators;
	std::vector<FamilyFunction> functions;
	template <class Self = OperatorFamily>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::method>("method", Role::identity),
			field<&Self::operators>("operators"), field<&Self::functions>("functions"));
	}
	bool operator==(const OperatorFamily &) const = default;
};
Identity identity(const OperatorFamily &family);

struct OperatorClass : Object {
	static constexpr std::string_view kKind = "operator class";
	static constexpr std::uint32_t kCatalog = 2616; // pg_opclass
	std::string schema, name, method, type;
	bool is_default = false;
	std::string family;  // of the same method
	std::string storage; // the type, where it is another one
	std::vector<FamilyOperator> operators;
	std::vector<FamilyFunction> functions;
	template <class Self = OperatorClass>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::method>("method", Role::identity),
			field<&Self::type>("type"), field<&Self::is_default>("default"), field<&Self::family>("family"),
			field<&Self::storage>("storage"), field<&Self::operators>("operators"),
			field<&Self::functions>("functions"));
	}
	bool operator==(const OperatorClass &) const = default;
};
Identity identity(const OperatorClass &operator_class);

} // namespace pgmigrate::core::schema
