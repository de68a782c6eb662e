// How a section's statements come together in transactions when they are run step by step.
#pragma once
#include <optional>
#include <vector>

#include "extension/statements.hpp"

namespace pgmigrate {

// Statements that are done together or not at all: [first, last) of a section's statements. Those that only begin or end
// a transaction stand in no unit.
struct Unit {
	std::size_t first = 0, last = 0;
	bool at_top_level = false; // one statement, not inside a transaction block
};

// Of a section that is one transaction: what lies between its COMMITs. Of one marked transaction:false: every statement
// by itself, and what stands between BEGIN and COMMIT. Throws 25001 for a statement that cannot stand where it does.
std::vector<Unit> units_of(
	const core::Script &script, core::Direction direction, const std::vector<Statement> &statements);

// What a crash in the middle of a statement leaves.
enum class Coverage {
	transaction,          // nothing
	several_transactions, // what its first transactions did; the catalogs tell, and it can be run again
	commits,              // CALL or DO: what it committed itself, if it did
	none,                 // what lies outside of the database, and nothing tells
};
Coverage coverage_of(Node *statement);

// Whether the statement may wait long for locks, since nobody queues behind those: CONCURRENTLY, VACUUM without FULL.
bool waits_out_of_the_way(Node *statement);

} // namespace pgmigrate
