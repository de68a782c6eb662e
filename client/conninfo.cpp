#include "client/conninfo.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>

#include "client/failure.hpp"

namespace pgmigrate::client {

namespace {

// Some drivers call libpq's parameter sslmode "ssl".
void rename_ssl(std::string &url) {
	for (std::string_view parameter : {"?ssl=", "&ssl="})
		if (const std::size_t at = url.find(parameter); at != std::string::npos)
			url.replace(at + 1, 3, "sslmode");
}

} // namespace

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

DatabaseNamed database_named(const ConnectionOptions &options) {
	if (!options.dbname.empty() || !options.host.empty() || !options.port.empty())
		return DatabaseNamed::by_options;
	constexpr std::array kVariables{"DATABASE_URL", "PGHOST", "PGHOSTADDR", "PGDATABASE", "PGSERVICE"};
	const bool is_set = std::ranges::any_of(kVariables, [](const char *name) {
		const char *value = std::getenv(name);
		return value != nullptr && *value != '\0';
	});
	return is_set ? DatabaseNamed::by_environment : DatabaseNamed::no;
}

std::vector<std::pair<std::string, std::string>> connection_keywords(const ConnectionOptions &options) {
	const char *url = std::getenv("DATABASE_URL");
	std::string dbname;
	if (!options.dbname.empty())
		dbname = without_driver(options.dbname, "the value of --dbname");
	else if (url != nullptr)
		dbname = without_driver(url, "DATABASE_URL");
	return {
		{"connect_timeout", options.connect_timeout > 0 ? std::to_string(options.connect_timeout) : ""},
		{"dbname", dbname}, {"host", options.host}, {"port", options.port}, {"user", options.user},
		{"fallback_application_name", "pgmigrate"}, {"client_encoding", "UTF8"}, // migration files are UTF-8
	};
}

} // namespace pgmigrate::client
