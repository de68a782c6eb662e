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
	static constexpr auto fields() {
		using O = Operator;
		return with_object_fields<O>(field("schema", &O::schema, Role::identity),
			field("name", &O::name, Role::identity), field("left", &O::left, Role::identity),
			field("right", &O::right, Role::identity), field("function", &O::function),
			field("commutator", &O::commutator), field("negator", &O::negator),
			field("restrict", &O::restrict_function), field("join", &O::join_function),
			field("hashes", &O::hashes), field("merges", &O::merges));
	}
	bool operator==(const Operator &) const = default;
};
Identity identity(const Operator &op);

struct FamilyOperator {
	std::int64_t strategy = 0;
	std::string name, left, right;
	std::string order_by; // the family that sorts what it gives
	static constexpr auto fields() {
		return std::tuple{field("strategy", &FamilyOperator::strategy),
			field("operator", &FamilyOperator::name), field("left", &FamilyOperator::left),
			field("right", &FamilyOperator::right), field("order_by", &FamilyOperator::order_by)};
	}
	bool operator==(const FamilyOperator &) const = default;
};

struct FamilyFunction {
	std::int64_t number = 0;
	std::string function, left, right;
	static constexpr auto fields() {
		return std::tuple{field("number", &FamilyFunction::number),
			field("function", &FamilyFunction::function), field("left", &FamilyFunction::left),
			field("right", &FamilyFunction::right)};
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
	static constexpr auto fields() {
		using F = OperatorFamily;
		return with_object_fields<F>(field("schema", &F::schema, Role::identity),
			field("name", &F::name, Role::identity), field("method", &F::method, Role::identity),
			field("operators", &F::operators), field("functions", &F::functions));
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
	static constexpr auto fields() {
		using C = OperatorClass;
		return with_object_fields<C>(field("schema", &C::schema, Role::identity),
			field("name", &C::name, Role::identity), field("method", &C::method, Role::identity),
			field("type", &C::type), field("default", &C::is_default), field("family", &C::family),
			field("storage", &C::storage), field("operators", &C::operators),
			field("functions", &C::functions));
	}
	bool operator==(const OperatorClass &) const = default;
};
Identity identity(const OperatorClass &operator_class);

} // namespace pgmigrate::core::schema
