// The files of a directory that hold SQL.
#pragma once
#include <filesystem>
#include <vector>

namespace pgmigrate::client {

// Those called *.sql, but for hidden ones, in the order of their names; `deep`: of the directories below, too. Throws refused for a directory that
// cannot be read.
std::vector<std::filesystem::path> sql_files(const std::filesystem::path &directory, bool deep = false);

} // namespace pgmigrate::client
