// Commands that also work where there are no migration files: they say so, for whoever is in the wrong folder.
#pragma once
#include <string>

#include "client/workspace.hpp"

namespace pgmigrate::client {

// Says that only the database was asked, and how to point to files; nothing where there is a directory of them.
void say_if_no_directory(const Config &config);

// What to type where no directory was found: names a configuration file that is one folder further down.
std::string way_to_directory();

} // namespace pgmigrate::client
