// What a definition statement changed, as its event triggers tell.
#pragma once
#include <cstdint>
#include <string>
#include <unordered_set>
#include <vector>

#include "extension/trust.hpp"

#include "extension/pg/prelude.hpp"

namespace pgmigrate {

struct ChangedObject {
	std::string type;     // "table", "table column", "index", ...
	std::string schema;   // empty where the object is in none
	std::string identity; // as the server writes it: public.candidate, public.f(integer)
	std::string command;  // tag of what was done to it
	std::string previous; // identity before a rename; empty without
	bool rewritten = false;
	std::int64_t bytes = 0;         // that a rewritten table had
	std::int64_t rewrite_began = 0; // as the server counts
};

// Those of one statement; none twice.
struct ChangedObjects {
	std::vector<ChangedObject> all;
	std::unordered_set<std::string> known;
	void add(ChangedObject object);
	// What is there, and not temporary.
	void add(const ObjectAddress &address, const std::string &command);
};

// Within ddl_command_end: what the statement made or changed; nothing temporary, and nothing of an extension.
std::vector<ChangedObject> altered_objects(const Caller &caller);
// Within sql_drop: what it dropped, and what that took along.
std::vector<ChangedObject> dropped_objects();

} // namespace pgmigrate
