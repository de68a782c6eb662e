// Which database: -d, else DATABASE_URL, else the configuration and libpq's own variables and files.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/options.hpp"

namespace pgmigrate::client {

// A word of a conninfo string or URI, with its value.
struct ConnectionKeyword {
	std::string name, value;
	std::string variable; // that libpq reads for it; may be empty
	bool is_secret = false;
};

// Whether it is the URL of another kind of database. DATABASE_URL often belongs to another program.
bool is_of_another_program(std::string_view database);

// Whether it is one, and the options name a database or a server, so that nobody means it.
bool is_left_out(const ConnectionOptions &options, std::string_view database);

// What a name, a conninfo string or a URI says, one with a driver included; nothing if libpq cannot read it.
// Throws no_connection for the URL of another kind of database.
std::optional<std::vector<ConnectionKeyword>> read_conninfo(const std::string &database);

// What to do about a parameter in it that libpq does not know, as those of drivers; empty if there is none.
std::string hint_for_unknown_parameter(const std::string &database);

// The variables that libpq reads, each with its keyword.
std::vector<ConnectionKeyword> connection_variables();

// DATABASE_URL of the environment, above what libpq reads itself; empty if it is not set.
std::string database_url();

// Whether -d names all of the connection: a conninfo string or a URI. Nothing, or a name alone, leaves the other words to
// DATABASE_URL and the configuration.
bool names_all(const ConnectionOptions &options);

// Those keywords of DATABASE_URL, or of the configured database, that the options leave in force. A password goes to no
// other server, and for no other user, than it was written for.
std::vector<ConnectionKeyword> left_by_options(
	const ConnectionOptions &options, const std::vector<ConnectionKeyword> &keywords);

// Keywords and values for PQconnectdbParams with expand_dbname: later ones win, empty ones do not count. Those
// `configured` hold where DATABASE_URL is not set and -d does not name all.
std::vector<std::pair<std::string, std::string>> connection_keywords(
	const ConnectionOptions &options, const std::vector<ConnectionKeyword> &configured);

// Whether anything says which database is meant; without, libpq would guess one.
enum class DatabaseNamed { no, elsewhere, by_options }; // elsewhere: the environment, or the configuration
DatabaseNamed database_named(
	const ConnectionOptions &options, const std::vector<ConnectionKeyword> &configured);

// "postgresql://..." of "postgresql+asyncpg://..."; what is no URL stays as it is.
// Throws no_connection for the URL of another kind of database. `origin` names where it stood.
std::string without_driver(std::string_view dbname, std::string_view origin);

} // namespace pgmigrate::client
