// The header of a migration file: its message and its directives. Internal to core.
#pragma once
#include <cstddef>
#include <optional>
#include <span>

#include "core/revision.hpp"
#include "core/script_lines.hpp"

namespace pgmigrate::core {

// Which lines of a header matter, as indexes.
struct Header {
	std::optional<std::size_t> message;  // the first comment line that holds something
	std::optional<std::size_t> revision; // the line "-- revision: ..."
};
// Finds them among the lines before the first marker. A message may hold anything; only where the first
// comment line is the only "-- revision:" line does it count as that, and the file has no message.
Header find_header(std::span<const Line> lines);

// The id that the header gives, unchecked; empty if there is none.
std::string_view header_revision(std::span<const Line> lines, const Header &header);

// Reads message and directives into the script. Without "-- revision:" it is an error if other lines look
// like directives.
void read_header(Script &script, std::span<const Line> lines, const Header &header, const Source &source);

} // namespace pgmigrate::core
