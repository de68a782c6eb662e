// Runs a plan with a transaction for each step, so that what is done stays done, and goes on where an earlier run
// stopped.
#pragma once
#include <optional>
#include <string>

#include "extension/pg/transactions.hpp"
#include "extension/prepared.hpp"

namespace pgmigrate {

struct StepwiseRequest {
	RunRequest run;
	std::optional<std::string>
		variables; // a JSON object; its members are the settings var.<key> for the scripts
	std::optional<std::string> settings; // a JSON object; its members are settings for the whole run
	bool detach = false;                 // a background worker runs it, and the call returns at once
};

// Upgrades or downgrades, and announces every step by an INFO message. What was committed before it throws stays.
void run_stepwise(const StepwiseRequest &request, pg::ProcedureTransactions &transactions);

} // namespace pgmigrate
