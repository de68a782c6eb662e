// The text of a definition statement that runs now, as somebody wrote it: one of the string that it came in.
#pragma once
#include <string>

#include "extension/pg/prelude.hpp"

namespace pgmigrate {

struct DdlText {
	std::string text;
	bool is_exact; // of the very statement; else of one that it is part of
};

// Whether the statement whose tree an event trigger got is the one that the client's portal runs.
bool is_of_portal(Node *tree);

// The text of the statement whose tree an event trigger got, without the semicolon: what a client sent, what a function
// executes, or the statement of an SQL function. Where the server keeps none, the text of the statement that it is part
// of. `parsed` is the tree as it was before it ran.
DdlText ddl_text(Node *tree, Node *parsed);

// The text of the statement that the client sent, whatever it led to.
std::string outermost_text();

} // namespace pgmigrate
