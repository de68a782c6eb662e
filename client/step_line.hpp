// The line that the server gives for a step, as it is and as an object.
#pragma once
#include <string_view>

#include "client/options.hpp"

namespace pgmigrate::client {

// Prints the line, or with --json an object: "upgrade a, b -> m, Message", "downgrade m -> a, b, Message", "stamp a -> b".
void show_step(const Options &options, std::string_view direction, std::string_view line);

} // namespace pgmigrate::client
