// What is told of a step: its line, its failure, and what its script was found to hold.
#pragma once
#include <cstdint>
#include <string>

#include "extension/execution.hpp"
#include "extension/prepared.hpp"
#include "extension/trust.hpp"

namespace pgmigrate {

// "upgrade a -> b, Message".
std::string step_line(const Prepared &prepared, std::size_t i);

// Adds what we know to a step's error, and remembers the failure. `logged`: its row is written by the run itself.
void explain(const pg::PgError &error, const Prepared &prepared, std::size_t at, const RunRequest &request,
	const ExecutionPlace &place, const Caller &caller, std::int64_t began, bool logged = false);

// Replaces facts that another major version's parser left by this one's. Inside own_statements.
void refresh_facts(const Scope &scope, const PreparedStep &step);

} // namespace pgmigrate
