// Functions, procedures and window functions.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

struct Argument {
	std::string name, type;
	std::string mode; // "out", "inout", "variadic", "table"
	std::string default_value;
	template <class Self = Argument>
	static constexpr auto fields() {
		return std::array{field<&Self::name>("name"), field<&Self::type>("type"), field<&Self::mode>("mode"),
			field<&Self::default_value>("default", Role::expression)};
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
	template <class Self = Function>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::kind>("kind"),
			field<&Self::arguments>("arguments"), field<&Self::result>("result"),
			field<&Self::language>("language"), field<&Self::transforms>("transforms"),
			field<&Self::volatility>("volatility"), field<&Self::leakproof>("leakproof"),
			field<&Self::strict>("strict"), field<&Self::security_definer>("security_definer"),
			field<&Self::parallel>("parallel"), field<&Self::cost>("cost"), field<&Self::rows>("rows"),
			field<&Self::support>("support"), field<&Self::settings>("settings"),
			field<&Self::library>("library"), field<&Self::body>("body"),
			field<&Self::sql_body>("sql_body", Role::expression));
	}
	bool operator==(const Function &) const = default;
};
Identity identity(const Function &function);

} // namespace pgmigrate::core::schema
