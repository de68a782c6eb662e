// The migration's own lock: one run at a time per database, project and target schema; uploads exclude runs.
#pragma once
#include "extension/settings.hpp"

namespace pgmigrate {

// Each takes its locks until the end of the transaction, trying for up to pgmigrate.lock_wait, cancellable. Gives up at
// once when somebody waits for this transaction's virtualxid: the holder may be that somebody, and would wait for ever.
// Throws 55P03 with the holder's pid, user, application and start in the detail.
void lock_for_run(const Scope &scope);
void lock_for_upload(const std::string &project);

} // namespace pgmigrate
