// Runs with a transaction for each step: when the client takes one, and what it shows of it.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "client/options.hpp"
#include "client/render.hpp"
#include "client/session.hpp"
#include "client/workspace.hpp"

namespace pgmigrate::client {

// Why the steps of a plan cannot all run in one transaction; empty if they can.
std::string obstacle(const std::vector<Row> &steps);

// What --transaction says, else the configuration.
TransactionMode chosen_transaction(const Options &options, const Config &config);

// The same, else the plan. Throws usage where --detach leaves no choice. `plan`
// is a query for rows of upgrade_plan or downgrade_plan as JSON, asked only where the plan decides. Says what it chose,
// and why, where that is not what everybody expects.
bool takes_steps(Session &session, const Options &options, const Workspace &workspace, const char *plan,
	std::initializer_list<Parameter> parameters);

// Calls the procedure, shows its steps when they come, and returns their number. The parameters are those of the
// function; `sql` takes `settings` and `detach` behind them.
int run_steps(Session &session, const Options &options, const Workspace &workspace,
	std::string_view direction, const char *sql, std::initializer_list<Parameter> parameters);

} // namespace pgmigrate::client
