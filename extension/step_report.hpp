// What is told of a step: its line, its failure, and what its script was found to hold.
#pragma once
#include <cstdint>
#include <string>

#include "extension/execution.hpp"
#include "extension/ledger.hpp"
#include "extension/prepared.hpp"
#include "extension/trust.hpp"

namespace pgmigrate {

// "upgrade a -> b, Message".
std::string step_line(const Prepared &prepared, std::size_t i);

// Adds what we know to a step's error, and remembers the failure. `logged`: its row is written by the run itself.
void explain(const pg::PgError &error, const Prepared &prepared, std::size_t at, const RunRequest &request,
	const ExecutionPlace &place, const Caller &caller, std::int64_t began, bool logged = false);

// A NOTICE that says where the project is.
void say_nothing_to_do(const Scope &scope, const Prepared &prepared);

// What could not be cleaned up, because its worker is gone or somebody was in the way, is there until the next call: a
// WARNING for each statement.
void warn_of_interrupted(const std::vector<ledger::Entry> &entries);

// Replaces facts that another major version's parser left by this one's. Inside own_statements.
void refresh_facts(const Scope &scope, const PreparedStep &step);

} // namespace pgmigrate
