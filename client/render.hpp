// Rows as people read them, and as JSON. A row is an object with the column names of the SQL functions as
// keys; what is not known is not in it.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "client/colour.hpp"
#include "client/connection.hpp"
#include "client/options.hpp"

namespace pgmigrate::client {

using Row = nlohmann::ordered_json;

// The rows of a result whose only column is row_to_json.
std::vector<Row> json_rows(const Result &result);

// The same of a result with a second column: the seconds of an interval, which takes the place of that key's value.
std::vector<Row> rows_with_seconds(const Result &result, const char *key);

// {"version":1,"rows":[...]} on stdout.
void print_json(std::span<const Row> rows);
// {"version":1,...} on a line of stdout.
void print_json_line(Row row);

// How lines look for people.
struct Looks {
	const Paint &paint;
	std::size_t width; // of the terminal; 0: as long as they are
	static Looks on_stdout();
	static Looks plain() { return {Paint::plain, 0}; }
};

// Rows as JSON with --json, else each as a line or, with --verbose, as a block of lines.
void print_rows(
	const Options &options, std::span<const Row> rows, std::string (*line)(const Row &, const Looks &));

// "m (label) (head)", of `heads`
std::string head_line(const Row &row, const Looks &looks);
// "m (head) (mergepoint)", of `current`
std::string current_line(const Row &row, const Looks &looks);
// "m (label) (head) (current) (branchpoint) (mergepoint)", of `branches`
std::string branch_line(const Row &row, const Looks &looks);
// "a, b (c) -> m (label) (head) (current) (mergepoint), Message", of `history`; the message gives way to the width
std::string history_line(const Row &row, const Looks &looks);
// The beginning of a line with the message behind it, which gives way to the width; `columns` are those before it.
std::string with_message(std::string line, std::size_t columns, const Row &row, const Looks &looks);
// Everything of a revision but its script, a line each, and the message below.
std::string revision_block(const Row &row, const Looks &looks);

// What lines are made of. The members of an array, joined; empty if there is no such key.
std::string list_text(const Row &row, const char *key);
// A value; empty if there is none.
std::string value_text(const Row &row, const char *key);
// A whole number; empty if there is none.
std::string number_text(const Row &row, const char *key);
// Who did it, and as whom.
std::string actor(const Row &row);
bool truth(const Row &row, const char *key);
// " (head)" or " (effective head)"
std::string head_mark(const Row &row, const Looks &looks);
// " (current)"
std::string current_mark(const Row &row, const Looks &looks);
// " (applied)", " (pending)", ...; nothing where the state is not known
std::string state_mark(const Row &row, const Looks &looks);
// " (branchpoint) (mergepoint)"
std::string tree_marks(const Row &row);

// A word of a command line, quoted for the shell where it has to be.
std::string shell_word(std::string_view word);

} // namespace pgmigrate::client
