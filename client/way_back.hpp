// The commands that take back what a run did.
#pragma once
#include <string>
#include <vector>

#include "client/backup.hpp"
#include "client/options.hpp"
#include "client/plan.hpp"

namespace pgmigrate::client {

struct WayBack {
	std::string again;                     // the command that goes on, for a shell
	std::string downgrade;                 // those that go back, likewise
	std::string restore;                   // the same; empty without a backup
	std::vector<std::string> irreversible; // steps that the downgrade cannot take back
};

// From what the steps of a plan lead to, back to the version rows that were there before.
WayBack way_back(const Options &options, const Directory &directory, const std::vector<std::string> &rows,
	const std::vector<Row> &steps, const Environment &connection);

// Says it.
void say_way_back(const WayBack &back);

} // namespace pgmigrate::client
