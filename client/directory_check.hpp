// All that can be wrong with a directory of migration files, as far as files alone can tell.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

#include "client/config.hpp"
#include "client/machine_report.hpp"

namespace pgmigrate::client {

struct CheckedDirectory {
	std::vector<Finding> findings; // a good one for each file that nothing is wrong with
	std::size_t files = 0;
};

// Errors are what stops every command; warnings are what may be meant so. Those that are about one file alone are
// given for the files named, if any are.
CheckedDirectory check_directory(const Config &config, const std::vector<std::string> &named);

} // namespace pgmigrate::client
