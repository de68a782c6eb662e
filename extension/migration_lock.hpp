// The migration's own lock: one run at a time per database, project and target schema; uploads exclude runs.
#pragma once
#include <functional>

#include "extension/settings.hpp"

namespace pgmigrate {

// Each takes its locks until the end of the transaction, trying for up to pgmigrate.lock_wait, cancellable. Gives up at
// once when somebody waits for this transaction's virtualxid: the holder may be that somebody, and would wait for ever.
// Throws 55P03 with the holder's pid, user, application and start in the detail.
void lock_for_run(const Scope &scope);
void lock_for_upload(const std::string &project);

// For a step outside of a transaction, whose statements have a transaction each: keeps the locks of a run, which the
// transaction must have, beyond it, until an error, or DISCARD ALL, or release_step_lock(). One step at a time.
void keep_lock_for_step(const Scope &scope);
void release_step_lock();

// For a run that commits, within `lock_wait` milliseconds: gets and keeps the locks of a run beyond the transaction, until release_step_lock(). Calls
// `end_transaction` before each pause, so that nobody has to wait for whoever waits here. Also waits for a worker that an
// earlier run left behind. Throws 55000 where the session keeps a lock already: a step of an offline script is open.
void keep_lock_for_run(const Scope &scope, int lock_wait, const std::function<void()> &end_transaction);
// Takes them again where a script's pg_advisory_unlock_all() or DISCARD ALL released them.
void keep_lock_still();
// Shows a run that is about to begin to pgmigrate.progress, until the process ends.
void show_run_that_begins(const Scope &scope);
// For the worker of a run, until its process ends.
void keep_lock_for_worker(const Scope &scope);
// The locks of a run as pg_locks shows them, with objsubid kLockClass: "classid:objid".
struct LockNames {
	std::string run, project, worker;
};
LockNames lock_names(const Scope &scope);
// Advisory locks from SQL have 1 or 2 there: no SQL function can take ours.
inline constexpr int kLockClass = 0x6d67;

} // namespace pgmigrate
