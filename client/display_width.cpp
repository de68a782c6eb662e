#include "client/display_width.hpp"

#include <algorithm>

#include <libpq-fe.h>

namespace pgmigrate::client {

namespace {

constexpr std::string_view kCut = "\xE2\x80\xA6"; // an ellipsis

// Most texts are plain: as many columns as bytes, and nothing to ask libpq.
bool is_printable_ascii(std::string_view text) {
	return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

} // namespace

std::vector<Character> characters(std::string_view text) {
	const int utf8 = pg_char_to_encoding("UTF8");
	std::string copy(text);
	copy.append(3, '\0'); // what PQdsplen may look at where the last character is cut off
	std::vector<Character> out;
	for (std::size_t i = 0; i < text.size();) {
		const auto length = std::min<std::size_t>(PQmblen(copy.c_str() + i, utf8), text.size() - i);
		const int width = PQdsplen(copy.c_str() + i, utf8);
		if (width < 0)
			out.push_back({" ", 1}); // a control character
		else
			out.push_back({text.substr(i, length), static_cast<std::size_t>(width)});
		i += length;
	}
	return out;
}

std::size_t columns_of(std::string_view text) {
	if (is_printable_ascii(text))
		return text.size();
	std::size_t sum = 0;
	for (const Character &one : characters(text))
		sum += one.width;
	return sum;
}

std::string cut_to(std::string_view text, std::size_t columns) {
	if (is_printable_ascii(text))
		return std::string(text.substr(0, columns));
	std::string out;
	for (const Character &one : characters(text)) {
		if (one.width > columns)
			break;
		columns -= one.width;
		out += one.bytes;
	}
	return out;
}

std::string fitted(const std::string &text, std::size_t columns) {
	if (columns_of(text) <= columns)
		return cut_to(text, columns);
	return columns == 0 ? std::string() : cut_to(text, columns - 1).append(kCut);
}

} // namespace pgmigrate::client
