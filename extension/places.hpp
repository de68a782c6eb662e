// Places in texts: lines, columns, characters and bytes.
#pragma once
#include <cstddef>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace pgmigrate {

// Line and column, both from 1; the column counts characters.
struct LinePosition {
	int line;
	int column;
};
LinePosition line_position(std::string_view text, std::size_t byte);

// The byte at which a character (from 0) of a text in the database's encoding begins. Calls nothing that can fail.
std::size_t byte_of_character(const char *text, int character);

// "003_x.sql:14:8", or "line 14, column 8" where the script has no file name.
std::string where_text(const core::Location &where);

// The line of a script, counted from 1, without its line end.
std::string_view line_of(std::string_view text, int line);

} // namespace pgmigrate
