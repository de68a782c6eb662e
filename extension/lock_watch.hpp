// Bounds what a statement waits for a lock on a relation that nobody foresaw.
#pragma once
#include <optional>

#include "extension/foreseen_locks.hpp"
#include "extension/pg/guard.hpp"

namespace pgmigrate {

// While it lives, a wait for a lock on a relation that is stronger than writing rows takes fails with 55P03 after
// pgmigrate.max_stall: everybody who comes later queues behind it. Waits for rows and transactions, and for weaker locks,
// are left to lock_timeout. Not for what waits at length by design, as CREATE INDEX CONCURRENTLY does. One at a time.
class BoundedLockWaits {
public:
	BoundedLockWaits();
	~BoundedLockWaits();
	BoundedLockWaits(const BoundedLockWaits &) = delete;
	BoundedLockWaits &operator=(const BoundedLockWaits &) = delete;

	// Says in the error what was cut off, if that is what it comes from.
	void explain(const pg::PgError &error) const;
};

// What the last statement waited for when it was cut off and failed of that; nothing where it did not.
std::optional<ForeseenLock> cut_off_lock();

// Whether an error is that of lock_timeout, or of what cuts off like it: a NOWAIT has the same SQLSTATE.
bool is_lock_timeout(const ErrorData &error);

} // namespace pgmigrate
