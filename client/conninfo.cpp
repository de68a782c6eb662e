#include "client/conninfo.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include <fmt/format.h>
#include <libpq-fe.h>

#include "client/failure.hpp"

namespace pgmigrate::client {

namespace {

// Some drivers call libpq's parameter sslmode "ssl".
void rename_ssl(std::string &url) {
	for (std::string_view parameter : {"?ssl=", "&ssl="})
		if (const std::size_t at = url.find(parameter); at != std::string::npos)
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

} // namespace

std::optional<std::vector<ConnectionKeyword>> read_conninfo(const std::string &database) {
	const std::string url = without_driver(database, "the database");
	// What libpq itself takes for a name where a name may be.
	if (url.find('=') == url.npos && !url.starts_with("postgresql://") && !url.starts_with("postgres://"))
		return std::vector<ConnectionKeyword>{{"dbname", url, "PGDATABASE"}};
	const ConninfoOptions options(PQconninfoParse(url.c_str(), nullptr));
	if (!options)
		return std::nullopt;
	return keywords_of(options.get(), [](const PQconninfoOption &option) { return option.val != nullptr; });
}

std::vector<ConnectionKeyword> connection_variables() {
	const ConninfoOptions options(PQconndefaults());
	return keywords_of(
		options.get(), [](const PQconninfoOption &option) { return option.envvar != nullptr; });
}

std::string without_driver(std::string_view dbname, std::string_view origin) {
	const std::size_t end = dbname.find("://");
	if (end == std::string_view::npos)
		return std::string(dbname);
	const std::string_view scheme = dbname.substr(0, end);
	const bool is_url = std::ranges::all_of(scheme, [](char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
			   c == '_' || c == '-' || c == '.';
	});
	if (!is_url)
		return std::string(dbname); // a conninfo string whose password has "://", say
	const std::string_view kind = scheme.substr(0, scheme.find('+'));
	if (kind != "postgresql" && kind != "postgres")
		throw Failure(ExitCode::no_connection, fmt::format("{} is no PostgreSQL URL", origin),
			fmt::format("It begins with \"{}://\".", scheme),
			"Write postgresql://user@host:port/database, or leave it to PGHOST, PGDATABASE and the like.");
	std::string url = fmt::format("{}{}", kind, dbname.substr(end));
	if (kind != scheme)
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
	return is_set || !configured.empty() ? DatabaseNamed::by_environment : DatabaseNamed::no;
}

std::vector<std::pair<std::string, std::string>> connection_keywords(
	const ConnectionOptions &options, const std::vector<ConnectionKeyword> &configured) {
	const char *url = std::getenv("DATABASE_URL");
	std::vector<std::pair<std::string, std::string>> out;
	if (!options.dbname.empty())
		out.emplace_back("dbname", without_driver(options.dbname, "the value of --dbname"));
	else if (url != nullptr && *url != '\0')
		out.emplace_back("dbname", without_driver(url, "DATABASE_URL"));
	else
		for (const ConnectionKeyword &keyword : configured)
			out.emplace_back(keyword.name, keyword.value);
	if (options.connect_timeout > 0) // where nothing else says it
		out.emplace(out.begin(), "connect_timeout", std::to_string(options.connect_timeout));
	out.insert(out.end(), {{"host", options.host}, {"port", options.port}, {"user", options.user},
							  {"fallback_application_name", "pgmigrate"},
							  {"client_encoding", "UTF8"}}); // migration files are UTF-8
	return out;
}

} // namespace pgmigrate::client
