// Runs, in a background worker, a section that is marked transaction:false.
#pragma once
#include "extension/worker_task.hpp"

namespace pgmigrate {

// Runs what the ledger does not say is done, statement by statement, and writes that into the ledger: with the last
// transaction of each. After an error, cleans up what the statement left.
void run_section(const WorkerTask &task);

} // namespace pgmigrate
