// Types that users make. Whatever their sort, each is found as "type shop.money": they share their names.
#pragma once
#include "core/schema/column.hpp"

namespace pgmigrate::core::schema {

struct EnumType : Object {
	static constexpr std::string_view kKind = "type";
	static constexpr std::uint32_t kCatalog = 1247; // pg_type
	std::string schema, name;
	std::vector<std::string> labels;
	static constexpr auto fields() {
		return with_object_fields<EnumType>(field("schema", &EnumType::schema, Role::identity),
			field("name", &EnumType::name, Role::identity), field("labels", &EnumType::labels));
	}
	bool operator==(const EnumType &) const = default;
};
Identity identity(const EnumType &type);

struct CompositeType : Object {
	static constexpr std::string_view kKind = "type";
	static constexpr std::uint32_t kCatalog = 1247; // pg_type
	std::string schema, name;
	std::vector<Column> columns;
	static constexpr auto fields() {
		return with_object_fields<CompositeType>(field("schema", &CompositeType::schema, Role::identity),
			field("name", &CompositeType::name, Role::identity), field("columns", &CompositeType::columns));
	}
	bool operator==(const CompositeType &) const = default;
};
Identity identity(const CompositeType &type);

struct RangeType : Object {
	static constexpr std::string_view kKind = "type";
	static constexpr std::uint32_t kCatalog = 1247; // pg_type
	std::string schema, name, subtype;
	std::string operator_class, collation; // where they are not those of the subtype
	std::string canonical, subtype_diff;   // functions
	std::string multirange;
	static constexpr auto fields() {
		return with_object_fields<RangeType>(field("schema", &RangeType::schema, Role::identity),
			field("name", &RangeType::name, Role::identity), field("subtype", &RangeType::subtype),
			field("operator_class", &RangeType::operator_class), field("collation", &RangeType::collation),
			field("canonical", &RangeType::canonical), field("subtype_diff", &RangeType::subtype_diff),
			field("multirange", &RangeType::multirange));
	}
	bool operator==(const RangeType &) const = default;
};
Identity identity(const RangeType &type);

struct DomainConstraint {
	std::string name, expression;
	bool not_valid = false;
	std::string comment;
	static constexpr auto fields() {
		return std::tuple{field("name", &DomainConstraint::name, Role::identity),
			field("expression", &DomainConstraint::expression, Role::expression),
			field("not_valid", &DomainConstraint::not_valid), field("comment", &DomainConstraint::comment)};
	}
	bool operator==(const DomainConstraint &) const = default;
};

struct Domain : Object {
	static constexpr std::string_view kKind = "type";
	static constexpr std::uint32_t kCatalog = 1247; // pg_type
	std::string schema, name, type;
	std::string collation; // where it is not that of the type
	std::string default_value;
	bool not_null = false;
	std::string not_null_name; // where it is not the server's choice
	std::vector<DomainConstraint> constraints;
	static constexpr auto fields() {
		return with_object_fields<Domain>(field("schema", &Domain::schema, Role::identity),
			field("name", &Domain::name, Role::identity), field("type", &Domain::type),
			field("collation", &Domain::collation),
			field("default", &Domain::default_value, Role::expression), field("not_null", &Domain::not_null),
			field("not_null_name", &Domain::not_null_name), field("constraints", &Domain::constraints));
	}
	bool operator==(const Domain &) const = default;
};
Identity identity(const Domain &domain);

// A type with functions of its own for input and output; or a shell, which has nothing but its name.
struct BaseType : Object {
	static constexpr std::string_view kKind = "type";
	static constexpr std::uint32_t kCatalog = 1247; // pg_type
	std::string schema, name;
	bool shell = false;
	std::string input, output, receive, send, modifier_input, modifier_output, analyze, subscript;
	std::optional<std::int64_t> length; // of a fixed one
	bool passed_by_value = false;
	std::string alignment, storage; // "char", "int2", "int4", "double"; "plain", "extended", ...
	std::string category;
	bool preferred = false;
	std::optional<std::string> default_value;
	std::string element, delimiter;
	bool collatable = false;
	static constexpr auto fields() {
		using B = BaseType;
		return with_object_fields<B>(field("schema", &B::schema, Role::identity),
			field("name", &B::name, Role::identity), field("shell", &B::shell), field("input", &B::input),
			field("output", &B::output), field("receive", &B::receive), field("send", &B::send),
			field("modifier_input", &B::modifier_input), field("modifier_output", &B::modifier_output),
			field("analyze", &B::analyze), field("subscript", &B::subscript), field("length", &B::length),
			field("passed_by_value", &B::passed_by_value), field("alignment", &B::alignment),
			field("storage", &B::storage), field("category", &B::category), field("preferred", &B::preferred),
			field("default", &B::default_value), field("element", &B::element),
			field("delimiter", &B::delimiter), field("collatable", &B::collatable));
	}
	bool operator==(const BaseType &) const = default;
};
Identity identity(const BaseType &type);

} // namespace pgmigrate::core::schema
