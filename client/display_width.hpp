// How many columns of a terminal a text takes: letters of East Asia take two, accents that combine none.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace pgmigrate::client {

// One character and the columns that it takes; a control character counts as a blank.
struct Character {
	std::string_view bytes;
	std::size_t width;
};
std::vector<Character> characters(std::string_view text);

std::size_t columns_of(std::string_view text);
// As much of it as fits into so many columns, with blanks for control characters.
std::string cut_to(std::string_view text, std::size_t columns);
// The same with an ellipsis where something is cut off.
std::string fitted(const std::string &text, std::size_t columns);

} // namespace pgmigrate::client
