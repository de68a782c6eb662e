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

// Where the quote that begins the text ends; npos if it does not.
std::size_t closing_quote(std::string_view text) {
	const char quote = text.front();
	for (std::size_t i = 1; i < text.size(); ++i) {
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
		const std::size_t end = closing_quote(text);
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
	int number = 0;
	const std::string text = read_text(file);
	std::vector<int> bad;
	for (std::string_view line : core::text::split(text, '\n'))
		if (const bool is_inside = open_quote_ != 0; !read_line(line, ++number) && !is_inside)
			bad.push_back(number);
	if (!bad.empty()) // which may hold a secret, so it is not shown
		say_once(fmt::format("{}:{}: no NAME=value, so it was not read{}", file.string(), bad.front(),
			bad.size() == 1 ? "" : fmt::format("; as were {} more lines", bad.size() - 1)));
}

bool DotEnv::read_line(std::string_view line, int number) {
	line = core::text::trim(line);
	if (open_quote_ != 0 && line.find(open_quote_) != line.npos)
		open_quote_ = 0;
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
	if (is_outside(name))
		return true;
	const std::string place = fmt::format("{}:{}", file_.string(), number);
	std::optional<std::string> value;
	try {
		value = value_of(line.substr(equals + 1), [&](const std::string &other) {
			const auto found = find(other);
			return found ? std::optional(found->value) : std::nullopt;
		});
		if (!value)
			throw Failure(ExitCode::refused, fmt::format("the quote of \"{}\" does not end", name), {},
				"Close it on the same line.");
	} catch (Failure &failure) {
		if (!is_ours) { // another program's, which may know better
			const std::string_view rest = core::text::trim(line.substr(equals + 1));
			const bool is_quoted = rest.starts_with('"') || rest.starts_with('\'');
			open_quote_ = is_quoted && closing_quote(rest) == rest.npos ? rest.front() : '\0';
			return true;
		}
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
