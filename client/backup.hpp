// A dump of the database by pg_dump, with the connection that the client itself has.
#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace pgmigrate::client {

// Environment variables of libpq's, with their values.
using Environment = std::vector<std::pair<std::string, std::string>>;

// Writes a dump that pg_restore reads; the file appears when it is complete. Throws refused, also if there is one already.
void back_up(const std::filesystem::path &file, const Environment &connection);

// Throws refused if there is such a file, or no directory for it.
void check_no_backup(const std::filesystem::path &file);

} // namespace pgmigrate::client
