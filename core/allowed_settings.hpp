// Which settings may be given with a script, in its header or with the call that runs it.
#pragma once
#include <string_view>

namespace pgmigrate::core {

// Whether it may; the case of the name does not matter. Any custom setting, with a dot in its name, may; of pgmigrate's
// own only those that a single script can differ in.
bool is_allowed_setting(std::string_view name);

// Throws invalid_parameter_value, with the reason and the way out, unless it may.
void check_allowed_setting(std::string_view name);

} // namespace pgmigrate::core
