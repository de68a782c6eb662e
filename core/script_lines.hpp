// The lines of a migration file and what each is by its looks. Internal to core.
// SQL is not parsed: a line that looks like a marker is one, in a dollar-quoted body or a block comment too.
#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/error.hpp"

namespace pgmigrate::core {

// One line. `text` has no line end; `offset` is of its first byte and `next` of the line after it.
struct Line {
	std::string_view text;
	std::size_t offset = 0;
	std::size_t next = 0;
	int number = 0; // from 1

	// The column, from 1, of a part of `text`.
	int column(std::string_view part) const { return static_cast<int>(part.data() - text.data()) + 1; }
};

inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::vector<Line> split_lines(std::string_view text);
bool is_blank(const Line &line);
// What stands behind the "--" of a comment line, trimmed; nothing if the line is none.
std::optional<std::string_view> comment(const Line &line);

// "key: value" with a word for a key.
struct KeyValue {
	std::string_view key;
	std::string_view value;
};
std::optional<KeyValue> key_value(std::string_view comment);
// Whether the line is "-- revision: ...".
bool is_revision_line(const Line &line);

// A line "-- migrate:word options".
struct Marker {
	std::string_view word;
	std::string_view options;
	bool well_spaced = true; // false: blanks between "migrate:" and the word
};
std::optional<Marker> marker(const Line &line);

// Whose text it is that an error is about.
struct Source {
	std::string file;
	std::string revision;

	Location at(int line, int column = 0) const { return {file, revision, line, column}; }
	Location at(const Line &line, std::string_view part) const { return at(line.number, line.column(part)); }
};

} // namespace pgmigrate::core
