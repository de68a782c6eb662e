// What was written down of an object, under all of its names.
#pragma once
#include <string>
#include <vector>

namespace pgmigrate {

struct ObjectNames {
	std::vector<std::string> identities; // of the object itself, as the server writes them
	std::vector<std::string> wholes;     // of the table that a column is part of, beside each of them; empty for none
};

// What a user may mean: a table, index or column, with or without its schema; a function, with or without its arguments;
// or the identity of anything else, also of what is no longer there. Resolved as the caller's search_path does.
ObjectNames object_names(const std::string &text);

// Asks for what is written down of them, newest first: $1 the identities, $2 the wholes; the columns of pgmigrate.blame().
extern const char *const kBlame;

} // namespace pgmigrate
