#include "extension/places.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "extension/pg/prelude.hpp"

namespace pgmigrate {

LinePosition line_position(std::string_view text, std::size_t byte) {
	std::string_view before = text.substr(0, byte);
	auto line = static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1;
	std::size_t begin = before.rfind('\n');
	begin = begin == std::string_view::npos ? 0 : begin + 1;
	int column = 1;
	for (std::size_t at = begin; at < before.size(); at += pg_mblen(text.data() + at))
		column++;
	return {line, column};
}

std::size_t byte_of_character(const char *text, int character) {
	const char *at = text;
	for (; character > 0 && *at != '\0'; character--)
		at += pg_mblen(at);
	return at - text;
}

std::string where_text(const core::Location &where) {
	if (where.file.empty())
		return where.column > 0 ? fmt::format("line {}, column {}", where.line, where.column)
								: fmt::format("line {}", where.line);
	return where.column > 0 ? fmt::format("{}:{}:{}", where.file, where.line, where.column)
							: fmt::format("{}:{}", where.file, where.line);
}

std::string_view line_of(std::string_view text, int line) {
	std::size_t begin = 0;
	for (; line > 1; line--) {
		std::size_t end = text.find('\n', begin);
		if (end == std::string_view::npos)
			return {};
		begin = end + 1;
	}
	std::string_view found = text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
	if (!found.empty() && found.back() == '\r')
		found.remove_suffix(1);
	return found;
}

} // namespace pgmigrate
