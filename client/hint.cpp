#include "client/hint.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/render.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

constexpr std::string_view kSchema = "pgmigrate.";

// How arguments are given on the command line, by their names in SQL.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kSwitches{{
	{"splice => true (the client's --splice)", "--splice"},
	{"splice => true", "--splice"},
	{"another rev_id", "another --rev-id"},
}};

// A function whose command has the same name, and what comes before each argument.
struct Function {
	std::string_view name;
	std::vector<std::string_view> switches;
};
const std::vector<Function> kFunctions{{"branches", {}}, {"current", {}}, {"downgrade", {""}},
	{"export", {""}}, {"heads", {}}, {"history", {}}, {"merge", {"-m "}}, {"rebase", {"", "--onto "}},
	{"remove", {""}}, {"stamp", {""}}, {"upgrade", {""}}};

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

std::optional<Call> next_call(std::string_view text, std::size_t from) {
	const std::size_t schema = text.find(kSchema, from);
	if (schema == text.npos)
		return std::nullopt;
	const std::size_t name = schema + kSchema.size(), open = text.find('(', name);
	const std::size_t close = open == text.npos ? open : closing(text, open);
	if (close == text.npos)
		return std::nullopt;
	Call call{schema, close + 1, text.substr(name, open - name), {}};
	const std::string_view inside = text.substr(open + 1, close - open - 1);
	if (!inside.empty())
		call.arguments = core::text::split(inside, ',');
	for (std::string_view before : {"SELECT ", "SELECT revision FROM ", "SELECT * FROM "})
		if (text.substr(from, call.begin - from).ends_with(before)) {
			call.begin -= before.size();
			call.end += text.substr(call.end).starts_with(';') ? 1 : 0;
			break;
		}
	return call;
}

// A literal as a word for the shell; the name of an argument as one that stands for it.
std::string word(std::string_view argument) {
	if (!argument.starts_with('\'')) {
		std::string name(argument);
		std::ranges::transform(name, name.begin(),
			[](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
		return name;
	}
	std::string out;
	for (std::size_t i = 1; i + 1 < argument.size(); ++i) {
		out += argument[i];
		if (argument[i] == '\'')
			++i; // doubled
	}
	return shell_word(out);
}

// The command line of a call; nothing if there is none.
std::optional<std::string> command_of(const Call &call) {
	const auto function = std::ranges::find(kFunctions, call.function, &Function::name);
	if (function == kFunctions.end())
		return std::nullopt;
	std::string out = fmt::format("\"pgmigrate {}", call.function);
	std::size_t n = 0;
	for (std::string_view argument : call.arguments) {
		if (argument == "purge => true")
			out += " --purge";
		else if (n < function->switches.size() && argument.find("=>") == argument.npos)
			out += fmt::format(" {}{}", function->switches[n++], word(argument));
		else
			return std::nullopt;
	}
	return out + '"';
}

} // namespace

std::string with_commands(std::string_view hint) {
	std::string out(hint);
	for (std::size_t from = 0; const auto call = next_call(out, from);) {
		const auto command = command_of(*call);
		if (!command)
			return std::string(hint);
		out.replace(call->begin, call->end - call->begin, *command);
		from = call->begin + command->size();
	}
	for (const auto &[sql, option] : kSwitches)
		if (const std::size_t at = out.find(sql); at != out.npos)
			out.replace(at, sql.size(), option);
	return out;
}

} // namespace pgmigrate::client
