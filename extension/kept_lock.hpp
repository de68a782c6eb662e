// The migration lock of a run that commits.
#pragma once
#include "extension/migration_lock.hpp"
#include "extension/pg/transactions.hpp"

namespace pgmigrate {

// The migration lock, kept over the run's transactions.
class KeptLock {
public:
	KeptLock(const Scope &scope, int lock_wait, pg::ProcedureTransactions &transactions) {
		try {
			keep_lock_for_run(scope, lock_wait, [&] {
				transactions.commit();
				transactions.forget_snapshots();
			});
		} catch (...) {
			release_step_lock();
			throw;
		}
	}
	~KeptLock() {
		try {
			release_step_lock();
		} catch (const pg::PgError &) {} // the end of the session releases it
	}
	KeptLock(const KeptLock &) = delete;
	KeptLock &operator=(const KeptLock &) = delete;
};

} // namespace pgmigrate
