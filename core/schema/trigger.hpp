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
	static constexpr auto fields() {
		return with_object_fields<Trigger>(field("table", &Trigger::table, Role::identity),
			field("name", &Trigger::name, Role::identity),
			field("definition", &Trigger::definition, Role::expression), field("enabled", &Trigger::enabled),
			field("inherited", &Trigger::inherited));
	}
	bool operator==(const Trigger &) const = default;
};
Identity identity(const Trigger &trigger);

struct Rule : Object {
	static constexpr std::string_view kKind = "rule";
	static constexpr std::uint32_t kCatalog = 2618; // pg_rewrite
	std::string table, name, definition, enabled;
	static constexpr auto fields() {
		return with_object_fields<Rule>(field("table", &Rule::table, Role::identity),
			field("name", &Rule::name, Role::identity),
			field("definition", &Rule::definition, Role::expression), field("enabled", &Rule::enabled));
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
	static constexpr auto fields() {
		return with_object_fields<Policy>(field("table", &Policy::table, Role::identity),
			field("name", &Policy::name, Role::identity), field("restrictive", &Policy::restrictive),
			field("command", &Policy::command), field("roles", &Policy::roles),
			field("using", &Policy::using_expression, Role::expression),
			field("with_check", &Policy::with_check, Role::expression));
	}
	bool operator==(const Policy &) const = default;
};
Identity identity(const Policy &policy);

} // namespace pgmigrate::core::schema
