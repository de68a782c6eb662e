// The files that init writes.
#pragma once
#include <string>
#include <string_view>

namespace pgmigrate::client {

// The text of a new configuration file.
std::string new_config(std::string_view directory);

// The Makefile with the everyday targets.
std::string new_makefile();

// What a new migration file is made from.
std::string new_template();

} // namespace pgmigrate::client
