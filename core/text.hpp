// Small text tools that core and its faces share.
#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pgmigrate::core::text {

inline constexpr std::size_t kMostNamesListed = 10;

inline bool is_space(char c) {
	return c == ' ' || (c >= '\t' && c <= '\r');
}
inline bool is_digit(char c) {
	return c >= '0' && c <= '9';
}
std::string_view trim(std::string_view s);
std::string lower(std::string_view s); // ASCII only

// The parts between separators, trimmed; one empty part for an empty text.
std::vector<std::string_view> split(std::string_view s, char separator);

// "a", "b", "c" in double quotes; at most kMostNamesListed of them, then "...".
std::string quoted_list(std::span<const std::string> names);

// The Levenshtein distance of two texts, or bound + 1 if it is greater than the bound.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t bound);

// The bound beyond which nobody would take one name for a misspelling of the other.
std::size_t typo_bound(std::string_view name);

// `Did you mean "x"?` for the word nearest to the one given; empty if none is near.
std::string did_you_mean(std::string_view word, std::span<const std::string_view> words);

// The text as an SQL literal, quotes and all, for commands that a hint tells somebody to type.
std::string sql_literal(std::string_view s);

// Where SQL begins: the first byte that is neither a blank nor in a comment ("--" or nested "/* */"); npos if
// there is none. A block comment that never ends counts as SQL, so that the server gets to see it.
std::size_t first_sql(std::string_view sql);

} // namespace pgmigrate::core::text
