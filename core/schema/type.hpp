// Types that users make. Whatever their sort, each is found as "type shop.money": they share their names.
#pragma once
#include "core/schema/column.hpp"

namespace pgmigrate::core::schema {

struct EnumType : Object {
	static constexpr std::string_view kKind = "type";
	static constexpr std::uint32_t kCatalog = 1247; // pg_type
	std::string schema, name;
	std::vector<std::string> labels;
	template <class Self = EnumType>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::labels>("labels"));
	}
	bool operator==(const EnumType &) const = default;
};
Identity identity(const EnumType &type);

struct CompositeType : Object {
	static constexpr std::string_view kKind = "type";
	static constexpr std::uint32_t kCatalog = 1247; // pg_type
	std::string schema, name;
	std::vector<Column> columns;
	template <class Self = CompositeType>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::columns>("columns"));
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
	template <class Self = RangeType>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::subtype>("subtype"),
			field<&Self::operator_class>("operator_class"), field<&Self::collation>("collation"),
			field<&Self::canonical>("canonical"), field<&Self::subtype_diff>("subtype_diff"),
			field<&Self::multirange>("multirange"));
	}
	bool operator==(const RangeType &) const = default;
};
Identity identity(const RangeType &type);

struct DomainConstraint {
	std::string name, expression;
	bool not_valid = false;
	std::string comment;
	template <class Self = DomainConstraint>
	static constexpr auto fields() {
		return std::array{field<&Self::name>("name", Role::identity),
			field<&Self::expression>("expression", Role::expression), field<&Self::not_valid>("not_valid"),
			field<&Self::comment>("comment")};
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
	template <class Self = Domain>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::type>("type"),
			field<&Self::collation>("collation"), field<&Self::default_value>("default", Role::expression),
			field<&Self::not_null>("not_null"), field<&Self::not_null_name>("not_null_name"),
			field<&Self::constraints>("constraints"));
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
	template <class Self = BaseType>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::shell>("shell"),
			field<&Self::input>("input"), field<&Self::output>("output"), field<&Self::receive>("receive"),
			field<&Self::send>("send"), field<&Self::modifier_input>("modifier_input"),
			field<&Self::modifier_output>("modifier_output"), field<&Self::analyze>("analyze"),
			field<&Self::subscript>("subscript"), field<&Self::length>("length"),
			field<&Self::passed_by_value>("passed_by_value"), field<&Self::alignment>("alignment"),
			field<&Self::storage>("storage"), field<&Self::category>("category"),
			field<&Self::preferred>("preferred"), field<&Self::default_value>("default"),
			field<&Self::element>("element"), field<&Self::delimiter>("delimiter"),
			field<&Self::collatable>("collatable"));
	}
	bool operator==(const BaseType &) const = default;
};
Identity identity(const BaseType &type);

} // namespace pgmigrate::core::schema
