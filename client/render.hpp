// Rows as people read them, and as JSON. A row is an object with the column names of the SQL functions as
// keys; what is not known is not in it.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "client/connection.hpp"

namespace pgmigrate::client {

using Row = nlohmann::ordered_json;

// The rows of a result whose only column is row_to_json.
std::vector<Row> json_rows(const Result &result);

// {"version":1,"rows":[...]} on stdout.
void print_json(std::span<const Row> rows);
// {"version":1,...} on a line of stdout.
void print_json_line(Row row);

// "a, b (c) -> m (label) (head) (mergepoint), Message"
std::string history_line(const Row &row);
// "m (head)"
std::string head_line(const Row &row);
// Everything of a revision but its script, a line each, and the message below.
std::string revision_block(const Row &row);

// A word of a command line, quoted for the shell where it has to be.
std::string shell_word(std::string_view word);

} // namespace pgmigrate::client
