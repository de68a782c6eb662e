// Starts the background worker for what must be at top level, and waits for it.
#pragma once
#include <functional>

#include "extension/execution.hpp"
#include "extension/pg/transactions.hpp"
#include "extension/worker_task.hpp"

namespace pgmigrate {

// Runs the task in a worker with the session's identity and settings, and returns when it has done it; of a CALL, when it
// has taken over, with its pid. Commits first, and holds no snapshot while it waits. `apply_settings` sets what holds for
// the run, within a level that is left again; `started` is told the worker's pid. Notices are passed on as they come; the worker's error is thrown, and
// `place` is then where it was. A cancel of the caller cancels the worker first; the caller's end ends it.
// Throws 53400 where no worker can be started, 08006 where it is lost.
int run_in_worker(const WorkerTask &task, pg::ProcedureTransactions &transactions,
	const std::function<void()> &apply_settings, const std::function<void(int pid)> &started,
	ExecutionPlace &place);

} // namespace pgmigrate
