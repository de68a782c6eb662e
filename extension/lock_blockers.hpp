// Who stands in the way of a table lock.
#pragma once
#include <string>
#include <vector>

#include "extension/foreseen_locks.hpp"

namespace pgmigrate {

struct Blockers {
	std::string lines;   // one for each, for a DETAIL
	std::string way_out; // the SQL that ends them
	bool may_end = true; // whether the current user has the right to
	int pid = 0;         // of the first one that is a process
	bool wait_for_us = false;
};

// Those who hold what conflicts with the lock, or stand before us in its queue.
Blockers blockers_of(const ForeseenLock &lock);

// The processes that hold what conflicts with the lock. Looks into no catalog, so it works in a transaction that has failed.
std::vector<int> conflicting_processes(const ForeseenLock &lock);

// Cancels the autovacuum workers that hold what conflicts with the lock, as the server's deadlock checker would; not if
// anybody else holds such a lock, or one of them prevents wraparound. Whether it did.
bool cancel_autovacuum(const ForeseenLock &lock);

// `relation "public.t" (AccessExclusiveLock)`
std::string name_of(const ForeseenLock &lock);

LOCKTAG tag_of(const ForeseenLock &lock);

} // namespace pgmigrate
