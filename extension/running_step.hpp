// Which step of a migration the statement belongs to that runs here now. Kept in memory that SQL cannot reach: nobody
// pretends to be a step, or not to be one.
#pragma once
#include <optional>
#include <string>

#include "extension/execution.hpp"

namespace pgmigrate {

struct RunningStep {
	Scope scope;
	std::string revision, direction;
	bool allows_rewrite = false; // says its file
	int statement = 0; // its ordinal, from 1; 0: of none, or a script's that pgmigrate does not run itself
};

// The step that a definition belongs to, whose raw tree an event trigger got. None outside of a step: whatever is done then,
// somebody does by hand.
std::optional<RunningStep> running_step(Node *tree);

// Marks, from construction to destruction, that the place's statement runs.
class StatementMark {
public:
	explicit StatementMark(const ExecutionPlace &place);
	~StatementMark();
	StatementMark(const StatementMark &) = delete;
	StatementMark &operator=(const StatementMark &) = delete;

private:
	const ExecutionPlace *outer_;
};

} // namespace pgmigrate
