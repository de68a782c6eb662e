#include "client/conninfo.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "client/failure.hpp"
#include "client/secrets.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

// Some drivers call libpq's parameter sslmode "ssl"; "ssl=true" libpq knows itself.
void rename_ssl(std::string &url) {
	for (std::string_view parameter : {"?ssl=", "&ssl="})
		if (const std::size_t at = url.find(parameter);
			at != std::string::npos &&
			!std::string_view(url).substr(at + parameter.size()).starts_with("true"))
			url.replace(at + 1, 3, "sslmode");
}

struct FreeOptions {
	void operator()(PQconninfoOption *options) const { PQconninfoFree(options); }
};
using ConninfoOptions = std::unique_ptr<PQconninfoOption, FreeOptions>;

std::string text(const char *value) {
	return value != nullptr ? value : "";
}

// Of those options which the predicate takes.
template <typename Takes>
std::vector<ConnectionKeyword> keywords_of(const PQconninfoOption *options, Takes takes) {
	std::vector<ConnectionKeyword> out;
	for (const PQconninfoOption *option = options; option != nullptr && option->keyword != nullptr; ++option)
		if (takes(*option))
			out.push_back({option->keyword, text(option->val), text(option->envvar),
				option->dispchar != nullptr && *option->dispchar == '*'});
	return out;
}

// What libpq itself takes for a name where a name may be.
bool is_name(std::string_view database) {
	return database.find('=') == database.npos && !database.starts_with("postgresql://") &&
		   !database.starts_with("postgres://");
}

// What stands before "://" of a URL; empty for a name or a conninfo string, whose password may have "://".
std::string_view scheme_of(std::string_view database) {
	const std::string_view scheme = database.substr(0, std::min(database.find("://"), database.size()));
	const bool is_url = scheme.size() < database.size() && std::ranges::all_of(scheme, [](char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
			   c == '_' || c == '-' || c == '.';
	});
	return is_url ? scheme : std::string_view();
}

// Without "+asyncpg" and the like.
std::string_view without_suffix(std::string_view scheme) {
	return scheme.substr(0, scheme.find('+'));
}

bool is_postgresql(std::string_view scheme) {
	return without_suffix(scheme) == "postgresql" || without_suffix(scheme) == "postgres";
}

// The option that takes the place of a keyword; empty for none.
std::string_view option_for(const ConnectionOptions &options, std::string_view keyword) {
	return keyword == "dbname" ? std::string_view(names_all(options) ? "" : options.dbname)
		   : keyword == "host" || keyword == "hostaddr" ? options.host // an address would win over the host
		   : keyword == "port"                          ? options.port
		   : keyword == "user"                          ? std::string_view(options.user)
														: std::string_view();
}

// What libpq comes to for a word where those keywords are given; empty if that is in a service file.
std::string value_in_force(std::string_view name, const std::vector<ConnectionKeyword> &keywords) {
	const auto is_said = [](std::string_view wanted) {
		return [wanted](const ConnectionKeyword &one) { return one.name == wanted && !one.value.empty(); };
	};
	if (const auto said = std::ranges::find_if(keywords, is_said(name)); said != keywords.end())
		return said->value;
	if (std::ranges::any_of(keywords, is_said("service")))
		return {};
	const ConninfoOptions defaults(PQconndefaults());
	const std::vector<ConnectionKeyword> found =
		keywords_of(defaults.get(), [&](const PQconninfoOption &option) { return option.keyword == name; });
	return found.empty() ? "" : found.front().value;
}

// Adds what is said below the command line.
void add_what_is_left(std::vector<std::pair<std::string, std::string>> &out, const ConnectionOptions &options,
	const std::vector<ConnectionKeyword> &configured) {
	std::optional<std::vector<ConnectionKeyword>> all = configured;
	const std::string variable = database_url();
	if (!variable.empty() && !is_left_out(options, variable)) {
		const std::string url = without_driver(variable, "DATABASE_URL");
		all = read_conninfo(url);
		if (!all || left_by_options(options, *all).size() == all->size())
			return static_cast<void>(out.emplace_back("dbname", url)); // libpq tells what is wrong with it
	}
	for (const ConnectionKeyword &keyword : left_by_options(options, *all))
		out.emplace_back(keyword.name,
			keyword.name == "dbname" ? without_driver(keyword.value, "DATABASE_URL") : keyword.value);
}

} // namespace

bool is_of_another_program(std::string_view database) {
	const std::string_view scheme = scheme_of(database);
	return !scheme.empty() && !is_postgresql(scheme);
}

bool is_left_out(const ConnectionOptions &options, std::string_view database) {
	return (!options.dbname.empty() || !options.host.empty()) && is_of_another_program(database);
}

std::optional<std::vector<ConnectionKeyword>> read_conninfo(const std::string &database) {
	const std::string url = without_driver(database, "the database");
	if (is_name(url))
		return std::vector<ConnectionKeyword>{{"dbname", url, "PGDATABASE"}};
	const ConninfoOptions options(PQconninfoParse(url.c_str(), nullptr));
	if (!options)
		return std::nullopt;
	return keywords_of(options.get(), [](const PQconninfoOption &option) { return option.val != nullptr; });
}

std::string hint_for_unknown_parameter(const std::string &database) {
	const std::string url = without_driver(database, "the database");
	char *raw = nullptr;
	const ConninfoOptions options(is_name(url) ? nullptr : PQconninfoParse(url.c_str(), &raw));
	const std::unique_ptr<char, decltype(&PQfreemem)> message(raw, PQfreemem);
	const std::string said = text(raw);
	// Only there is what is in quotes a parameter.
	if (said.find("invalid URI query parameter") == said.npos &&
		said.find("invalid connection option") == said.npos)
		return {};
	const std::size_t begin = said.find('"') + 1;
	const std::string name = said.substr(begin, said.rfind('"') - begin);
	const bool is_word = std::ranges::all_of(name, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
	if (!is_word || may_be_of_password(name, database))
		return "libpq does not know a parameter in it, which may be a driver's, or a piece of a password: that has percent "
			   "signs for its odd characters in a URL, such as %2F for a slash, and single quotes around it elsewhere.";
	const ConninfoOptions known(PQconndefaults());
	const std::vector<ConnectionKeyword> keywords =
		keywords_of(known.get(), [](const PQconninfoOption &option) { return *option.dispchar != 'D'; });
	std::vector<std::string_view> names;
	for (const ConnectionKeyword &keyword : keywords)
		names.push_back(keyword.name);
	const std::string near = core::text::did_you_mean(name, names);
	return fmt::format("libpq does not know the parameter \"{}\"{}", name,
		near.empty() ? ", which may be a driver's: leave it out." : ". " + near);
}

std::vector<ConnectionKeyword> connection_variables() {
	const ConninfoOptions options(PQconndefaults());
	return keywords_of(
		options.get(), [](const PQconninfoOption &option) { return option.envvar != nullptr; });
}

std::string without_driver(std::string_view dbname, std::string_view origin) {
	const std::string_view scheme = scheme_of(dbname);
	if (scheme.empty())
		return std::string(dbname);
	if (is_of_another_program(dbname))
		throw Failure(ExitCode::no_connection, fmt::format("{} is no PostgreSQL URL", origin),
			fmt::format("It begins with \"{}://\".", scheme),
			"Write postgresql://user@host:port/database, or leave it to PGHOST, PGDATABASE and the like.");
	std::string url = fmt::format("{}{}", without_suffix(scheme), dbname.substr(scheme.size()));
	rename_ssl(url);
	return url;
}

DatabaseNamed database_named(
	const ConnectionOptions &options, const std::vector<ConnectionKeyword> &configured) {
	if (!options.dbname.empty() || !options.host.empty() || !options.port.empty())
		return DatabaseNamed::by_options;
	constexpr std::array kVariables{"DATABASE_URL", "PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE"};
	const bool is_set = std::ranges::any_of(kVariables, [](const char *name) {
		const char *value = std::getenv(name);
		return value != nullptr && *value != '\0';
	});
	return is_set || !configured.empty() ? DatabaseNamed::elsewhere : DatabaseNamed::no;
}

std::string database_url() {
	return text(std::getenv("DATABASE_URL"));
}

bool names_all(const ConnectionOptions &options) {
	return !options.dbname.empty() && !is_name(without_driver(options.dbname, "the value of --dbname"));
}

std::vector<ConnectionKeyword> left_by_options(
	const ConnectionOptions &options, const std::vector<ConnectionKeyword> &keywords) {
	const auto is_moved_by = [&](std::string_view name) {
		const std::string_view given = option_for(options, name);
		return !given.empty() && given != value_in_force(name, keywords);
	};
	const bool is_moved = is_moved_by("host") || is_moved_by("port") || is_moved_by("user");
	std::vector<ConnectionKeyword> left;
	for (const ConnectionKeyword &keyword : keywords)
		if (option_for(options, keyword.name).empty() && !(keyword.is_secret && is_moved))
			left.push_back(keyword);
	return left;
}

std::vector<std::pair<std::string, std::string>> connection_keywords(
	const ConnectionOptions &options, const std::vector<ConnectionKeyword> &configured) {
	std::vector<std::pair<std::string, std::string>> out;
	if (options.connect_timeout > 0) // where nothing else says it
		out.emplace_back("connect_timeout", std::to_string(options.connect_timeout));
	if (!names_all(options))
		add_what_is_left(out, options, configured);
	out.insert(out.end(),
		{{"dbname", without_driver(options.dbname, "the value of --dbname")}, {"host", options.host},
			{"port", options.port}, {"user", options.user}, {"fallback_application_name", "pgmigrate"},
			{"client_encoding", "UTF8"}}); // migration files are UTF-8
	return out;
}

} // namespace pgmigrate::client
