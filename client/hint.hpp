// Hints for those who type commands: the core's, and the server's, name SQL.
#pragma once
#include <string>
#include <string_view>

namespace pgmigrate::client {

// The hint with "pgmigrate upgrade heads" instead of SELECT pgmigrate.upgrade('heads'); and the like. A hint that calls
// what has no command stays as it is.
std::string with_commands(std::string_view hint);

} // namespace pgmigrate::client
