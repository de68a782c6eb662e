// The commands of other tools, and ours for them.
#pragma once
#include <string>
#include <string_view>

namespace pgmigrate::client {

// A hint that names our command for a word of another tool's; empty for a word that none of them has.
std::string hint_for_foreign_command(std::string_view word);

// The same for an option that no command of ours has.
std::string hint_for_foreign_option(std::string_view option);

} // namespace pgmigrate::client
