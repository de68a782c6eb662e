// Functions, procedures and window functions.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

struct Argument {
	std::string name, type;
	std::string mode; // "out", "inout", "variadic", "table"
	std::string default_value;
	static constexpr auto fields() {
		return std::tuple{field("name", &Argument::name), field("type", &Argument::type),
			field("mode", &Argument::mode), field("default", &Argument::default_value, Role::expression)};
	}
	bool operator==(const Argument &) const = default;
};
// The types that a call gives: "integer, text".
std::string input_types(const std::vector<Argument> &arguments);

struct Function : Object {
	static constexpr std::string_view kKind = "function";
	static constexpr std::uint32_t kCatalog = 1255; // pg_proc
	std::string schema, name;
	std::string kind; // "procedure", "window"
	std::vector<Argument> arguments;
	std::string
		result; // "integer", "SETOF text"; empty for procedures and where arguments are columns of a table
	std::string language;
	std::vector<std::string> transforms; // the types
	std::string volatility;              // "stable", "immutable"
	bool leakproof = false, strict = false, security_definer = false;
	std::string parallel;   // "restricted", "safe"
	std::string cost, rows; // where they are not what the language brings
	std::string support;
	Settings settings;
	std::string library;  // of a function in C: where its code is
	std::string body;     // the text in quotes; of a function in C: its name there
	std::string sql_body; // RETURN ... or BEGIN ATOMIC ... END
	static constexpr auto fields() {
		return with_object_fields<Function>(field("schema", &Function::schema, Role::identity),
			field("name", &Function::name, Role::identity), field("kind", &Function::kind),
			field("arguments", &Function::arguments), field("result", &Function::result),
			field("language", &Function::language), field("transforms", &Function::transforms),
			field("volatility", &Function::volatility), field("leakproof", &Function::leakproof),
			field("strict", &Function::strict), field("security_definer", &Function::security_definer),
			field("parallel", &Function::parallel), field("cost", &Function::cost),
			field("rows", &Function::rows), field("support", &Function::support),
			field("settings", &Function::settings), field("library", &Function::library),
			field("body", &Function::body), field("sql_body", &Function::sql_body, Role::expression));
	}
	bool operator==(const Function &) const = default;
};
Identity identity(const Function &function);

} // namespace pgmigrate::core::schema
