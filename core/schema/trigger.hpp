// What stands on a table and acts on its rows: triggers, rules, policies of row security.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

struct Trigger : Object {
	static constexpr std::string_view kKind = "trigger";
	static constexpr std::uint32_t kCatalog = 2620; // pg_trigger
	std::string table, name;
	std::string definition; // the statement that creates it
	std::string enabled;    // "disabled", "replica", "always"
	bool inherited = false; // a partition's, of the partitioned table's, where it is enabled otherwise
	template <class Self = Trigger>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::table>("table", Role::identity),
			field<&Self::name>("name", Role::identity),
			field<&Self::definition>("definition", Role::expression), field<&Self::enabled>("enabled"),
			field<&Self::inherited>("inherited"));
	}
	bool operator==(const Trigger &) const = default;
};
Identity identity(const Trigger &trigger);

struct Rule : Object {
	static constexpr std::string_view kKind = "rule";
	static constexpr std::uint32_t kCatalog = 2618; // pg_rewrite
	std::string table, name, definition, enabled;
	template <class Self = Rule>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::table>("table", Role::identity),
			field<&Self::name>("name", Role::identity),
			field<&Self::definition>("definition", Role::expression), field<&Self::enabled>("enabled"));
	}
	bool operator==(const Rule &) const = default;
};
Identity identity(const Rule &rule);

struct Policy : Object {
	static constexpr std::string_view kKind = "policy";
	static constexpr std::uint32_t kCatalog = 3256; // pg_policy
	std::string table, name;
	bool restrictive = false;
	std::string command;            // "select", "insert", "update", "delete"; empty for all
	std::vector<std::string> roles; // none: PUBLIC
	std::string using_expression, with_check;
	template <class Self = Policy>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::table>("table", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::restrictive>("restrictive"),
			field<&Self::command>("command"), field<&Self::roles>("roles"),
			field<&Self::using_expression>("using", Role::expression),
			field<&Self::with_check>("with_check", Role::expression));
	}
	bool operator==(const Policy &) const = default;
};
Identity identity(const Policy &policy);

} // namespace pgmigrate::core::schema
