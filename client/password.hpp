// The password that somebody at the terminal types.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace pgmigrate::client {

// What was typed before, for a command connects several times, to one database.
const std::optional<std::string> &typed_password();

// Asks on the terminal; nothing if nobody is there, or nothing was typed. The user may be empty.
const std::optional<std::string> &ask_password(std::string_view user);

} // namespace pgmigrate::client
