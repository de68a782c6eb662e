// Checksums of migration texts.
#pragma once
#include <string>
#include <string_view>

namespace pgmigrate::core {

// SHA-256 of the bytes, as 64 lower-case hex digits.
std::string sha256(std::string_view bytes);

// The text whose checksum a section has: line ends normalized to LF, trailing blanks of every line and empty lines at
// the end dropped; what psql's backquotes and \g change at the end of a text does not count.
std::string normalize(std::string_view text);

} // namespace pgmigrate::core
