// Moments and durations in words, for people; machines get ISO 8601 and seconds.
#pragma once
#include <string>
#include <string_view>

#include "client/render.hpp"

namespace pgmigrate::client {

// "12 ms", "2.3 s", "4 min 5 s", "3 h 20 min", "2 d 4 h".
std::string duration_words(double seconds);
// The same of a value; empty if there is none.
std::string duration_text(const Row &row, const char *key);

// "just now", "3 minutes ago", "2 days ago": a moment so many seconds ago. Clocks differ a little, so that what is to
// come is now.
std::string ago_words(double seconds);

// A moment as JSON has it: on a terminal in words, which would not stay true in a file; else to the second. Empty for
// an empty one.
std::string when_words(const std::string &moment);
// To the second, and on a terminal with the words behind it.
std::string when_exactly(const std::string &moment);

} // namespace pgmigrate::client
