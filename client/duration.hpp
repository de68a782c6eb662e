// Durations as the command line gives them.
#pragma once
#include <chrono>
#include <string_view>

namespace pgmigrate::client {

// "500ms", "30s", "10min", "1h", "0"; a number alone is seconds. Throws usage.
std::chrono::milliseconds parse_duration(std::string_view text);

} // namespace pgmigrate::client
