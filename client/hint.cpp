#include "client/hint.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "client/render.hpp"
#include "client/secrets.hpp"
#include "core/error.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

constexpr std::string_view kSchema = "pgmigrate.";

// How arguments are given on the command line, by their names in SQL.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kSwitches{{
	{"splice => true (the client's --splice)", "--splice"},
	{"splice => true", "--splice"},
	{"another rev_id", "another --rev-id"},
	{"name in \"revises\" a revision that is applied", "name a revision that is applied with --head"},
}};

// What becomes of an argument by its place: a word, words, nothing, or else the value of the switch that is named.
constexpr std::string_view kWord = "", kWords = "*", kLeftOut = "!", kAll = "--all";

// A function with its command, and what becomes of its arguments.
struct Function {
	std::string_view name, command;
	std::vector<std::string_view> places;
	bool in_target_schema = false;
};
const std::vector<Function> kFunctions{{"accept", "accept", {kWord, kWord}, true},
	{"amend", "amend", {kWord}}, {"branches", "branches", {}}, {"current", "current", {}, true},
	{"downgrade", "downgrade", {kWord}, true},
	{"downgrade_stepwise", "downgrade --transaction step", {kWord}, true}, {"drift", "drift", {kAll}},
	{"export", "export", {kWord}}, {"heads", "heads", {}}, {"history", "history", {"-r"}},
	{"merge", "merge", {"-m", kWords}}, {"rebase", "rebase", {kWord, "--onto"}},
	{"remove", "remove", {kWord}}, {"resolve", "resolve", {kWord, kWord, kWord}, true},
	{"log", "log", {kWord}}, {"squash", "squash", {kWord, kWord}}, {"stamp", "stamp", {kWord}, true},
	{"upgrade", "upgrade", {kWord}, true}, {"upgrade_plan", "accept", {kWord}, true},
	{"upgrade_stepwise", "upgrade --transaction step", {kWord}, true},
	{"upgrade_script", "upgrade --sql", {kWord}, true}, {"upload", "upload", {kLeftOut}}};

// A call in a text.
struct Call {
	std::size_t begin, end;
	std::string_view function;
	std::vector<std::string_view> arguments;
};

// Where the parenthesis closes that opens at `open`; npos if it does not.
std::size_t closing(std::string_view text, std::size_t open) {
	bool quoted = false;
	for (std::size_t i = open; i < text.size(); ++i) {
		quoted ^= text[i] == '\'';
		if (!quoted && text[i] == ')')
			return i;
	}
	return std::string_view::npos;
}

// The arguments of a call; a comma inside a literal parts nothing.
std::vector<std::string_view> arguments_of(std::string_view inside) {
	std::vector<std::string_view> arguments;
	bool quoted = false;
	std::size_t begin = 0;
	for (std::size_t i = 0; i < inside.size(); ++i) {
		quoted ^= inside[i] == '\'';
		if (quoted || inside[i] != ',')
			continue;
		arguments.push_back(core::text::trim(inside.substr(begin, i - begin)));
		begin = i + 1;
	}
	if (!inside.empty())
		arguments.push_back(core::text::trim(inside.substr(begin)));
	return arguments;
}

// Whether the text behind a call begins with a semicolon that belongs to the SQL, and does not part clauses as well.
bool ends_statement_alone(std::string_view before, std::string_view behind) {
	if (!behind.starts_with(';'))
		return false;
	behind.remove_prefix(1);
	return behind.empty() || !(behind.starts_with(" then ") || before.ends_with(": "));
}

std::optional<Call> next_call(std::string_view text, std::size_t from) {
	constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz_";
	std::size_t schema = text.find(kSchema, from), name = schema, open = schema;
	for (; schema != text.npos; schema = text.find(kSchema, name)) { // what has no parenthesis is a setting
		name = schema + kSchema.size();
		open = text.find_first_not_of(kLetters, name);
		if (open != text.npos && text[open] == '(')
			break;
	}
	if (schema == text.npos)
		return std::nullopt;
	const std::size_t close = closing(text, open);
	if (close == text.npos)
		return std::nullopt;
	Call call{schema, close + 1, text.substr(name, open - name),
		arguments_of(text.substr(open + 1, close - open - 1))};
	for (std::string_view before : {"CALL ", "SELECT ", "SELECT revision FROM ", "SELECT * FROM "})
		if (text.substr(from, call.begin - from).ends_with(before)) {
			call.begin -= before.size();
			call.end += ends_statement_alone(text.substr(0, call.begin), text.substr(call.end)) ? 1 : 0;
			break;
		}
	return call;
}

// What a literal says.
std::string value_of(std::string_view literal) {
	const bool escapes = literal.starts_with('E');
	std::string out;
	for (std::size_t i = escapes ? 2 : 1; i + 1 < literal.size(); ++i) {
		out += literal[i];
		if (literal[i] == '\'' || (escapes && literal[i] == '\\'))
			++i; // doubled
	}
	return out;
}

bool is_literal(std::string_view argument) {
	return argument.starts_with('\'') || argument.starts_with("E'");
}

// A literal as a word for the shell; what stands for something as such a word here.
std::string word(std::string_view argument) {
	if (is_literal(argument) && argument != "'message'")
		return shell_word(value_of(argument));
	if (argument == "script")
		return "FILE";
	std::string name(argument);
	std::erase(name, '\'');
	std::ranges::transform(name, name.begin(),
		[](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
	return name;
}

// The words of a literal that lists them.
std::string words(std::string_view literal) {
	const std::string names = value_of(literal);
	std::string out;
	for (std::string_view name : core::text::split(names, ','))
		out += fmt::format(" {}", shell_word(name));
	return out;
}

// A command line while it is put together. Words come first, so that it reads as one types it.
class CommandText {
public:
	CommandText(const Function &function, const GivenScope &given) : function_(function), given_(given) {}

	// False if the argument has no counterpart.
	bool add(std::string_view argument) {
		if (const std::size_t arrow = argument.find(" => "); arrow != argument.npos && !is_literal(argument))
			return add_named(argument.substr(0, arrow), argument.substr(arrow + 4));
		if (next_ == function_.places.size())
			return false;
		const std::string_view place = function_.places[next_++];
		if (place == kWords)
			words_ += words(argument);
		else if (place == kWord)
			words_ += fmt::format(" {}",
				argument == "script" && !given_.file.empty() ? shell_word(given_.file) : word(argument));
		else if (place == kAll)
			switches_ += argument == "true" ? " --all" : "";
		else if (place != kLeftOut && argument != "':'") // all is what there is without a range
			switches_ += fmt::format(" {} {}", place, word(argument));
		return true;
	}

	std::string text() const {
		std::string out = fmt::format("\"pgmigrate {}{}{}", function_.command, words_, switches_);
		if (function_.name == "export" && !given_.file.empty())
			out += fmt::format(" -o {} --force", shell_word(given_.file));
		out += given_.place;
		if (!has_project_ && given_.project)
			out += fmt::format(" --project {}", shell_word(*given_.project));
		if (!has_target_schema_ && given_.target_schema && function_.in_target_schema)
			out += fmt::format(" --target-schema {}", shell_word(*given_.target_schema));
		return out + '"';
	}

private:
	bool add_named(std::string_view name, std::string_view value) {
		if (name == "purge" && value == "true")
			switches_ += " --purge";
		else if (name == "project") {
			switches_ += fmt::format(" --project {}", word(value));
			has_project_ = true;
		} else if (name == "target_schema") {
			switches_ += fmt::format(" --target-schema {}", word(value));
			has_target_schema_ = true;
		} else
			return false;
		return true;
	}

	const Function &function_;
	const GivenScope &given_;
	std::size_t next_ = 0;
	std::string words_, switches_;
	bool has_project_ = false, has_target_schema_ = false;
};

// The command line of a call; nothing if there is none.
std::optional<std::string> command_of(const Call &call, const GivenScope &given) {
	const auto function = std::ranges::find(kFunctions, call.function, &Function::name);
	if (function == kFunctions.end())
		return std::nullopt;
	CommandText command(*function, given);
	for (std::string_view argument : call.arguments)
		if (!command.add(argument))
			return std::nullopt;
	return command.text();
}

// The given scope at the core's marks, each part written by `part` from its names in SQL and on the command line.
template <typename Part>
std::string at_marks(std::string_view hint, const GivenScope &given, Part part, std::string first = {}) {
	std::string project = std::move(first), scope;
	if (given.project)
		project += part("project", "--project", *given.project);
	scope = project;
	if (given.target_schema)
		scope += part("target_schema", "--target-schema", *given.target_schema);
	return core::with_arguments(hint, project, scope);
}

} // namespace

std::string switch_text(const char *name, const std::string &value) {
	return value.empty() ? "" : fmt::format(" {} {}", name, shell_word(value));
}

GivenScope given_scope(const Options &options) {
	const ConnectionOptions &given = options.connection;
	return {options.project, options.target_schema,
		switch_text("-c", options.config_file) + switch_text("-n", options.section.value_or("")) +
			switch_text("-d", given.dbname.empty() ? "" : shown_database(given.dbname)) +
			switch_text("--host", given.host) + switch_text("-p", given.port) +
			switch_text("-U", given.user)};
}

std::string with_switches(std::string_view hint, const GivenScope &given) {
	return at_marks(
		hint, given,
		[](std::string_view, std::string_view option, const std::string &value) {
			return fmt::format(" {} {}", option, shell_word(value));
		},
		given.place);
}

std::string with_commands(std::string_view hint, const GivenScope &given) {
	const std::string sql =
		at_marks(hint, given, [](std::string_view argument, std::string_view, const std::string &value) {
			return fmt::format(", {} => {}", argument, core::text::sql_literal(value));
		});
	std::string out = sql;
	for (std::size_t from = 0; const auto call = next_call(out, from);) {
		const auto command = command_of(*call, given);
		if (!command)
			return sql;
		out.replace(call->begin, call->end - call->begin, *command);
		from = call->begin + command->size();
	}
	for (const auto &[name, option] : kSwitches)
		if (const std::size_t at = out.find(name); at != out.npos)
			out.replace(at, name.size(), option);
	return with_settings(std::move(out));
}

} // namespace pgmigrate::client
