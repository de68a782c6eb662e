// The schema that is wanted, as SQL that makes it.
#pragma once
#include <string>

#include "client/config.hpp"
#include "client/options.hpp"

namespace pgmigrate::client {

// Of --from-database, --wanted, or the configuration's wanted_schema; a directory's files in the order of their names. Throws usage where none
// is named, and refused for what cannot be read.
std::string wanted_schema(const Options &options, const Config &config);

} // namespace pgmigrate::client
