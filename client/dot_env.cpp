#include "client/dot_env.hpp"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include <fmt/format.h>

#include "client/expand.hpp"
#include "client/failure.hpp"
#include "client/talk.hpp"
#include "client/text_file.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

// Those that libpq and this program read. DATABASE_URL stays out of the environment: it comes after the PG* there.
bool goes_into_environment(std::string_view name) {
	return name.starts_with("PG");
}

// Of a value in double quotes.
std::string unescaped(std::string_view text) {
	std::string out;
	for (std::size_t i = 0; i < text.size(); ++i) {
		if (text[i] == '\\' && i + 1 < text.size()) {
			++i;
			if (text[i] == 'n')
				out += '\n';
			else if (text.substr(i).starts_with("${"))
				out += "$$"; // no variable
			else if (text[i] == '"' || text[i] == '\\' || text[i] == '$')
				out += text[i];
			else
				out += {'\\', text[i]};
			continue;
		}
		out += text[i];
	}
	return out;
}

// Where the quote ends that stands open there; npos if it does not.
std::size_t closing_quote(std::string_view text, char quote, std::size_t from) {
	for (std::size_t i = from; i < text.size(); ++i) {
		if (quote == '"' && text[i] == '\\')
			++i;
		else if (text[i] == quote)
			return i;
	}
	return text.npos;
}

// What a line gives behind its "=": in quotes, or up to a comment. Nothing if a quote does not end.
std::optional<std::string> value_of(std::string_view text, const Lookup &lookup) {
	text = core::text::trim(text);
	if (text.starts_with('"') || text.starts_with('\'')) {
		const std::size_t end = closing_quote(text, text.front(), 1);
		if (end == text.npos)
			return std::nullopt;
		const std::string_view inside = text.substr(1, end - 1);
		return text.front() == '\'' ? std::string(inside) : expand(unescaped(inside), lookup);
	}
	if (text.starts_with('#'))
		return std::string();
	for (std::size_t i = 1; i < text.size(); ++i)
		if (text[i] == '#' && core::text::is_space(text[i - 1]))
			text = core::text::trim(text.substr(0, i));
	return expand(text, lookup);
}

// Other programs put dots and hyphens into names.
bool is_variable_name(std::string_view name) {
	return !name.empty() &&
		   std::ranges::none_of(name, [](char c) { return core::text::is_space(c) || c == ':'; });
}

// Whether it can be read. A link that leads nowhere is said, for somebody means a file by it.
bool is_there(const fs::path &file) {
	std::error_code error;
	if (fs::is_symlink(file, error) && !fs::exists(file, error))
		say_once(fmt::format("\"{}\" is a link to what is not there, so it was not read", file.string()));
	return fs::is_regular_file(file, error);
}

} // namespace

DotEnv::DotEnv(const fs::path &file) : file_(file) {
	const std::string text = read_text(file);
	const auto lines = core::text::split(text, '\n');
	std::vector<int> bad;
	int opened = 0, number = 0;
	while (number < static_cast<int>(lines.size())) {
		const bool was_open = open_quote_ != 0;
		if (!read_line(lines[static_cast<std::size_t>(number)], number + 1))
			bad.push_back(number + 1);
		++number;
		if (!was_open)
			opened = number;
		if (open_quote_ != 0 && number == static_cast<int>(lines.size())) {
			open_quote_ = 0; // it never ends, so it is none
			number = opened;
		}
	}
	if (!bad.empty()) // which may hold a secret, so it is not shown
		say_once(fmt::format("{}:{}: no NAME=value, so it was not read{}", file.string(), bad.front(),
			bad.size() == 1 ? "" : fmt::format("; as were {} more lines", bad.size() - 1)));
}

bool DotEnv::read_line(std::string_view line, int number) {
	line = core::text::trim(line);
	if (open_quote_ != 0) { // inside, nothing is a name, nor behind the quote on its last line
		if (closing_quote(line, open_quote_, 0) != line.npos)
			open_quote_ = 0;
		return true;
	}
	const bool is_exported = line.starts_with("export ") || line.starts_with("export\t");
	if (is_exported)
		line = core::text::trim(line.substr(7));
	const std::size_t equals = line.find('=');
	if (line.empty() || line.starts_with('#') || (is_exported && equals == line.npos))
		return true;
	const std::string name(core::text::trim(line.substr(0, equals)));
	if (equals == line.npos || !is_variable_name(name))
		return false;
	const bool is_ours = name.starts_with("PG") || name == "DATABASE_URL";
	const std::string_view rest = core::text::trim(line.substr(equals + 1));
	const bool is_quoted = rest.starts_with('"') || rest.starts_with('\'');
	if (!is_ours && is_quoted && closing_quote(rest, rest.front(), 1) == rest.npos) {
		open_quote_ = rest.front(); // another program's, which may go on to lines below
		return true;
	}
	if (is_outside(name))
		return true;
	const std::string place = fmt::format("{}:{}", file_.string(), number);
	std::optional<std::string> value;
	try {
		value = value_of(rest, [&](const std::string &other) {
			const auto found = find(other);
			return found ? std::optional(found->value) : std::nullopt;
		});
		if (!value)
			throw Failure(ExitCode::refused, fmt::format("the quote of \"{}\" does not end", name), {},
				"Close it on the same line.");
	} catch (Failure &failure) {
		if (!is_ours) // another program's, which may know better
			return true;
		failure.where = place;
		throw;
	}
	variables_[name] = {*value, place, file_.parent_path()};
	if (goes_into_environment(name))
		setenv(name.c_str(), value->c_str(), 1);
	return true;
}

bool DotEnv::is_outside(const std::string &name) const {
	return std::getenv(name.c_str()) != nullptr && !variables_.contains(name);
}

std::optional<Variable> DotEnv::find(const std::string &name) const {
	const auto in_file = variables_.find(name);
	Variable found;
	if (in_file != variables_.end())
		found = in_file->second;
	else if (const char *value = std::getenv(name.c_str()))
		found = {value, "environment variable " + name, {}};
	return found.value.empty() ? std::nullopt : std::optional(found);
}

DotEnv find_dot_env(const fs::path &config_file) {
	if (const fs::path beside = config_file.parent_path() / ".env"; !config_file.empty() && is_there(beside))
		return DotEnv(beside);
	if (is_there(".env"))
		return DotEnv(".env");
	return {};
}

} // namespace pgmigrate::client
