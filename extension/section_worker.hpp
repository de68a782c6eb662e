// Runs, in a background worker, a section that is marked transaction:false, or a whole CALL.
#pragma once
#include <functional>

#include "extension/execution.hpp"
#include "extension/worker_task.hpp"

namespace pgmigrate {

// Runs what the ledger does not say is done, statement by statement, and writes that into the ledger: with the last
// transaction of each. After an error, cleans up what the statement left.
void run_section(const WorkerTask &task);

// Runs the task's CALL; `taken_over` is called before, when nothing is left that needs who started the worker.
void run_detached_call(const WorkerTask &task, const std::function<void()> &taken_over);

} // namespace pgmigrate
