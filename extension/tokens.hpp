// The tokens of a text as the server's own scanner finds them.
#pragma once
#include <string>
#include <vector>

#include "extension/pg/prelude.hpp"

namespace pgmigrate {

// Characters are their own kind. These are numbered as in every parser on top of that scanner (parser/scanner.h).
inline constexpr int kIdentifier = 258, kLiteral = 261, kTypecast = 268;

struct Token {
	int kind;
	std::size_t at;   // byte
	std::string text; // of a word, folded, and of a literal without quotes and escapes; else empty
};

// Throws the server's syntax errors. The text reads as standard_conforming_strings says.
std::vector<Token> tokens_of(const char *text);

} // namespace pgmigrate
