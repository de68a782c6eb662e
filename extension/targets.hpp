// Arguments that say where to go.
#pragma once
#include <string>
#include <vector>

#include "extension/pg/value.hpp"

namespace pgmigrate {

// "-1" of the first argument -1; any other integer is more likely an id that somebody forgot to quote. `function` is as
// typed: "pgmigrate.downgrade".
std::string steps_target(const pg::Arguments &args, const char *function);

// The elements of the first argument, "targets". Throws 22004 for null or a null among them, 22023 for none.
std::vector<std::string> targets_argument(const pg::Arguments &args);

} // namespace pgmigrate
