// Takes the table locks that were foreseen, all or none, so that nobody who uses the tables queues behind us for long.
#pragma once
#include <cstdint>
#include <functional>
#include <vector>

#include "extension/foreseen_locks.hpp"

namespace pgmigrate {

// How long others may queue behind a try, and how long it is tried again: the settings of those names, in milliseconds.
struct LockPatience {
	int max_stall;
	int table_lock_wait;

	static LockPatience now();
	// Makes it at least as patient as the other.
	void allow(const LockPatience &other);
};

struct LockSet {
	std::vector<ForeseenLock> locks;
	LockPatience patience;
};

// What is between the tries for one set of locks, or of one statement.
class LockRetry {
public:
	LockRetry();
	// After a try that failed: looks who blocks, cancels autovacuum if that is all, and waits a little while nothing is held.
	// Within a transaction. Throws 55P03 naming who blocks when table_lock_wait is used up.
	void wait_for(const ForeseenLock &busy, const LockPatience &patience);

private:
	void look_who(const ForeseenLock &busy, long used);

	std::int64_t began_ = 0; // with the first failure; as the server counts
	double next_;            // pause, in milliseconds
	long announce_at_;
	bool announced_ = false, shown_ = false;
};

// Takes the locks for the current transaction. `foresee` is called for each try, because names may mean other relations
// by then. Each try is a subtransaction: tried first, queued for where one is busy, rolled back with all its locks unless
// it got every one of them within max_stall. False, at once, where they are held already. Throws 55P03 naming who blocks when
// table_lock_wait is used up.
bool take_table_locks(const std::function<LockSet()> &foresee);

} // namespace pgmigrate
