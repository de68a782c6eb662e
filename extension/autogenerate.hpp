// Revisions made of what the schema should be.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/schema/compare.hpp"
#include "core/schema/diff/diff.hpp"
#include "extension/make_revision.hpp"

namespace pgmigrate {

// The schema that is wanted, as the SQL that makes it in an empty database.
struct WantedSchema {
	std::string sql;
	std::vector<std::string> schemas; // none: all
	bool owners = false, privileges = false;
};

// The present schema and the wanted one, read so that they can be compared: the wanted one is made on a shadow.
struct PresentAndWanted {
	core::schema::Snapshot present, wanted;
};
PresentAndWanted read_present_and_wanted(const char *function, const WantedSchema &wanted);

struct AutogenerateRequest {
	Scope scope;
	RevisionRequest revision;
	WantedSchema wanted;
};

// Makes a revision whose upgrade leads from the present schema to the wanted one and whose downgrade leads back, once a
// shadow has proven both; one that is not proven says so at its top, and in a WARNING. Returns its id; nothing, with a
// NOTICE, where there is nothing to do. Throws not_at_heads unless all revisions are applied, 0A000 for a change that no
// statement makes, and what making a revision and a shadow throw.
std::optional<std::string> autogenerate(const AutogenerateRequest &request);

// What keeps the database from being what it should: "not applied", "differs" and "statement", and the words or the SQL.
struct SchemaFinding {
	const char *result;
	std::string words;
};
std::vector<SchemaFinding> check_schema(const Scope &scope, const WantedSchema &wanted);

} // namespace pgmigrate
