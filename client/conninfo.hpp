// Which database: -d, else DATABASE_URL, else libpq's own variables and files.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/options.hpp"

namespace pgmigrate::client {

// Keywords and values for PQconnectdbParams with expand_dbname: later ones win, empty ones do not count.
std::vector<std::pair<std::string, std::string>> connection_keywords(const ConnectionOptions &options);

// Whether anything says which database is meant; without, libpq would guess one.
enum class DatabaseNamed { no, by_environment, by_options };
DatabaseNamed database_named(const ConnectionOptions &options);

// "postgresql://..." of "postgresql+asyncpg://..."; what is no URL stays as it is.
// Throws no_connection for the URL of another kind of database. `origin` names where it stood.
std::string without_driver(std::string_view dbname, std::string_view origin);

} // namespace pgmigrate::client
