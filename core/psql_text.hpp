// Pieces of a script for psql: literals that every session reads alike, whole texts in quotes, comments.
#pragma once
#include <span>
#include <string>
#include <string_view>

namespace pgmigrate::core::psql {

// A text[] as an SQL literal: '{001_carts,"a b"}'.
std::string array_literal(std::span<const std::string> elements);

// The text between dollar quotes with a tag that does not occur in it.
std::string dollar_quoted(std::string_view text);

// What may stand on one line behind "--": control characters, which could end the line, become blanks.
std::string comment(std::string_view text);

} // namespace pgmigrate::core::psql
