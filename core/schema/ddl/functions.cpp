// Functions and procedures.
#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/psql_text.hpp"
#include "core/schema/default_reference.hpp"
#include "core/schema/ddl/items.hpp"
#include "core/schema/ddl/routine_sql.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

std::string argument_sql(const Argument &argument, bool with_default) {
	std::string sql = argument.mode == "out"        ? "OUT "
					  : argument.mode == "inout"    ? "INOUT "
					  : argument.mode == "variadic" ? "VARIADIC "
													: "";
	if (!argument.name.empty())
		sql += identifier(argument.name) + " ";
	sql += argument.type;
	if (with_default && !argument.default_value.empty())
		sql += " DEFAULT " + argument.default_value;
	return sql;
}

namespace {

// The elements of a list as the server keeps it in a setting: identifiers, in double quotes where they need them.
std::vector<std::string> elements(std::string_view list) {
	std::vector<std::string> result(1);
	bool quoted = false;
	for (std::size_t i = 0; i < list.size(); i++) {
		if (list[i] == '"' && quoted && i + 1 < list.size() && list[i + 1] == '"')
			result.back() += list[i++];
		else if (list[i] == '"')
			quoted = !quoted;
		else if (list[i] == ',' && !quoted)
			result.emplace_back();
		else if (quoted || list[i] != ' ')
			result.back() += list[i];
	}
	return result;
}

// Settings whose values are lists of names, each of which has to be in quotes by itself.
bool is_list(std::string_view setting) {
	static constexpr auto lists = std::to_array<std::string_view>(
		{"local_preload_libraries", "search_path", "session_preload_libraries", "shared_preload_libraries",
			"temp_tablespaces", "unix_socket_directories"});
	return std::find(lists.begin(), lists.end(), setting) != lists.end();
}

std::string setting_sql(const Setting &setting) {
	std::string name, value;
	for (std::size_t from = 0; from <= setting.name.size();) {
		std::size_t dot = std::min(setting.name.find('.', from), setting.name.size());
		name.append(name.empty() ? "" : ".").append(identifier(setting.name.substr(from, dot - from)));
		from = dot + 1;
	}
	if (!is_list(setting.name))
		return fmt::format("SET {} TO {}", name, literal(setting.value));
	for (const std::string &element : elements(setting.value))
		value.append(value.empty() ? "" : ", ").append(literal(element));
	return fmt::format("SET {} TO {}", name, value);
}

// LANGUAGE and what else is said between the result and the body.
std::string properties(const Function &f, bool complete) {
	std::string sql = "\n\tLANGUAGE " + identifier(f.language);
	for (std::size_t i = 0; i < f.transforms.size(); i++)
		sql += fmt::format("{}FOR TYPE {}", i == 0 ? "\n\tTRANSFORM " : ", ", f.transforms[i]);
	std::vector<std::string> words;
	auto word = [&](bool is, std::string text) {
		if (is)
			words.push_back(std::move(text));
	};
	word(f.kind == "window", "WINDOW");
	word(!f.volatility.empty(), keywords(f.volatility));
	word(f.leakproof, "LEAKPROOF");
	word(f.strict, "STRICT");
	word(f.security_definer, "SECURITY DEFINER");
	word(!f.parallel.empty(), "PARALLEL " + keywords(f.parallel));
	word(!f.cost.empty(), "COST " + f.cost);
	word(!f.rows.empty(), "ROWS " + f.rows);
	word(complete && !f.support.empty(), "SUPPORT " + f.support);
	if (!words.empty())
		sql += fmt::format("\n\t{}", fmt::join(words, " "));
	for (const Setting &setting : f.settings)
		sql += "\n\t" + setting_sql(setting);
	return sql;
}

std::string body_sql(const Function &f, bool complete) {
	if (!f.sql_body.empty())
		return complete ? f.sql_body : "AS ''";
	if (!f.library.empty())
		return fmt::format("AS {}, {}", literal(f.library), literal(f.body));
	return "AS " + (f.language == "internal" ? literal(f.body) : psql::dollar_quoted(f.body));
}

// Incomplete: without defaults and body, so that it needs nothing but types.
std::string create(const Function &f, bool complete, bool replace) {
	std::vector<std::string> arguments, table;
	for (const Argument &argument : f.arguments)
		(argument.mode == "table" ? table : arguments).push_back(argument_sql(argument, complete));
	std::string sql = fmt::format("CREATE {}{} {}({})", replace ? "OR REPLACE " : "",
		f.kind == "procedure" ? "PROCEDURE" : "FUNCTION", qualified(f.schema, f.name),
		fmt::join(arguments, ", "));
	if (!table.empty())
		sql += fmt::format(" RETURNS TABLE({})", fmt::join(table, ", "));
	else if (!f.result.empty())
		sql += " RETURNS " + f.result;
	return fmt::format("{}{}\n\t{};\n", sql, properties(f, complete), body_sql(f, complete));
}

// Whether it calls itself, which it can only do once it is there.
bool needs_itself(const Snapshot &snapshot, const Reference &made, const Reference &body) {
	auto found = snapshot.dependencies.find(body);
	return found != snapshot.dependencies.end() &&
		   std::find(found->second.begin(), found->second.end(), made) != found->second.end();
}

// Whether anything of it is looked up when it is made.
bool has_separable(const Function &f) {
	return !f.sql_body.empty() || !f.support.empty() ||
		   std::any_of(f.arguments.begin(), f.arguments.end(),
			   [](const Argument &argument) { return !argument.default_value.empty(); });
}

} // namespace

std::string function_sql(const Function &function, bool replace) {
	return create(function, true, replace);
}

std::string signature(const Snapshot &snapshot, const Identity &name, const Function &f) {
	std::string qualified_name = qualified(f.schema, f.name);
	auto other = snapshot.functions.lower_bound(qualified_name + "(");
	if (other->first == name)
		++other;
	if (f.kind != "procedure" || other == snapshot.functions.end() ||
		qualified(other->second.schema, other->second.name) != qualified_name)
		return name;
	std::vector<std::string> arguments;
	for (const Argument &argument : f.arguments)
		arguments.push_back(keywords(argument.mode.empty() ? "in" : argument.mode) + " " + argument.type);
	return fmt::format("{}({})", qualified_name, fmt::join(arguments, ", "));
}

void write_functions(Items &items) {
	for (const auto &[name, f] : items.snapshot.functions) {
		Reference made = reference(Function::kKind, name), body = body_reference(made);
		std::vector<Reference> needs{reference(Schema::kKind, identifier(f.schema))};
		std::string attributes = attributes_sql(
			f, f.kind == "procedure" ? "PROCEDURE" : "FUNCTION", signature(items.snapshot, name, f));
		if (!items.is_separate(body) && !needs_itself(items.snapshot, made, body)) {
			items.add({{Section::functions, name}, {made, body}, needs,
				has_separable(f) ? std::vector{body} : std::vector<Reference>(),
				create(f, true, false) + attributes});
			continue;
		}
		items.add({{Section::functions, name}, {made}, needs, {}, create(f, false, false)});
		items.add({{Section::functions, name, 1}, {body}, {made}, {}, create(f, true, true) + attributes});
	}
}

} // namespace pgmigrate::core::schema::ddl
