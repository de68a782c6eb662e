// A run that goes on without whoever called it: a background worker makes the CALL in his place.
#pragma once
#include <functional>

#include "extension/prepared.hpp"
#include "extension/worker_task.hpp"

namespace pgmigrate {

// What the worker is given for a request.
WorkerTask detached_call(const RunRequest &request);

// Runs the task's CALL; `taken_over` is called before, when nothing is left that needs who started the worker.
void run_detached_call(const WorkerTask &task, const std::function<void()> &taken_over);

} // namespace pgmigrate
