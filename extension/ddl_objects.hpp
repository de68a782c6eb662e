// What a definition statement changed, as its event triggers tell.
#pragma once
#include <string>
#include <vector>

#include "extension/pg/prelude.hpp"

namespace pgmigrate {

struct ChangedObject {
	std::string type;     // "table", "table column", "index", ...
	std::string schema;   // empty where the object is in none
	std::string identity; // as the server writes it: public.candidate, public.f(integer)
	std::string command;  // tag of what was done to it
	std::string previous; // identity before a rename; empty without
	bool rewritten = false;
	std::int64_t bytes = 0;       // that a rewritten table had
	std::int64_t rewrite_began = 0; // as the server counts
};

// Within ddl_command_end: what the statement made or changed; nothing temporary, and nothing of an extension.
std::vector<ChangedObject> altered_objects(Node *tree);
// Within sql_drop: what it dropped, and what that took along.
std::vector<ChangedObject> dropped_objects();

} // namespace pgmigrate
