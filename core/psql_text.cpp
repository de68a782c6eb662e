#include "core/psql_text.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/text.hpp"

namespace pgmigrate::core::psql {

namespace {

// Whether an element of an array needs no quotes.
bool is_plain(std::string_view element) {
	return !element.empty() && text::lower(element) != "null" &&
		   std::all_of(element.begin(), element.end(), [](char c) {
			   return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
					  c == '_' || c == '.';
		   });
}

} // namespace

std::string array_literal(std::span<const std::string> elements) {
	std::string array = "{";
	for (const std::string &element : elements) {
		if (array.size() > 1)
			array += ',';
		if (is_plain(element)) {
			array += element;
			continue;
		}
		array += '"';
		for (char c : element) {
			if (c == '"' || c == '\\')
				array += '\\';
			array += c;
		}
		array += '"';
	}
	return text::sql_literal(array + '}');
}

std::string dollar_quoted(std::string_view text) {
	// Not even the beginning of the tag may occur: at the text's end it would go on in the closing quote.
	std::string tag = "$script";
	for (int n = 2; text.find(tag) != std::string_view::npos; n++)
		tag = fmt::format("$script_{}", n);
	return fmt::format("{0}${1}{0}$", tag, text);
}

std::string comment(std::string_view text) {
	std::string line(text);
	std::replace_if(
		line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; },
		' ');
	return line;
}

} // namespace pgmigrate::core::psql
