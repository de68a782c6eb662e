#include "extension/lock_watch.hpp"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "extension/lock_blockers.hpp"
#include "extension/settings.hpp"

#include "extension/pg/compat.hpp"

namespace pgmigrate {

using pg::pg_call;

namespace {

// Written by the handler of a signal, read when its error arrives.
struct CutWait {
	volatile Oid relation;
	volatile LOCKMODE mode;
	volatile int stall;
} cut;

std::optional<ForeseenLock> failed_of;

TimeoutId watch = MAX_TIMEOUTS; // until the server gives us one

// How long this process has waited for a lock that must not be waited for; -1 if it waits for none. Called between any two
// instructions, and the lock may be granted meanwhile: so its tag counts only if the wait is the same after reading it.
long forbidden_wait(ForeseenLock &lock) {
	PGPROC *me = MyProc;
	LOCK *waited_for = me->waitLock;
	if (me->waitStatus != PROC_WAIT_STATUS_WAITING || waited_for == nullptr)
		return -1;
	LOCKTAG tag = waited_for->tag;
	LOCKMODE mode = me->waitLockMode;
	auto since = static_cast<TimestampTz>(pg_atomic_read_u64(&me->waitStart));
	pg_read_barrier();
	if (me->waitLock != waited_for || me->waitStatus != PROC_WAIT_STATUS_WAITING || since == 0)
		return -1;
	if (tag.locktag_type != LOCKTAG_RELATION || mode <= RowExclusiveLock ||
		tag.locktag_field2 < FirstNormalObjectId)
		return -1;
	lock = {tag.locktag_field2, mode};
	return TimestampDifferenceMilliseconds(since, GetCurrentTimestamp());
}

// Looks at what the process waits for, and again when that would be too long. A handler of timeouts may arm others: the
// server's own loop over them does. What it cuts off ends as lock_timeout would end it, and a script can catch it so.
void look_at_wait() {
	if (proc_exit_inprogress || MyProc == nullptr) // a process that ends under a statement keeps its timers
		return;
	int stall = std::max(1, max_stall_setting());
	ForeseenLock lock{};
	long waited = forbidden_wait(lock);
	if (waited >= stall) {
		cut.relation = lock.relation;
		cut.mode = lock.mode;
		cut.stall = stall;
		enable_timeout_after(LOCK_TIMEOUT, 0);
	}
	enable_timeout_after(watch, waited > 0 && waited < stall ? stall - static_cast<int>(waited) : stall);
}

} // namespace

BoundedLockWaits::BoundedLockWaits() {
	cut.relation = InvalidOid;
	failed_of.reset();
	pg_call([] {
		if (watch == MAX_TIMEOUTS)
			watch = RegisterTimeout(USER_TIMEOUT, look_at_wait);
		enable_timeout_after(watch, std::max(1, max_stall_setting()));
	});
}

BoundedLockWaits::~BoundedLockWaits() {
	disable_timeout(watch, false);
}

void BoundedLockWaits::explain(const pg::PgError &error) const {
	ErrorData *data = error.data;
	if (!OidIsValid(cut.relation) ||
		!is_lock_timeout(*data)) // a script can catch it, and then fail of a NOWAIT
		return;
	ForeseenLock lock{cut.relation, cut.mode};
	failed_of = lock;
	std::string message =
		fmt::format("waiting for {} was cut off after {} ms", name_of(lock), static_cast<int>(cut.stall));
	std::string detail = "The statement needs a lock that could not be foreseen, and everybody who came "
						 "later would have waited too.";
	if (std::vector<int> pids = conflicting_processes(lock); !pids.empty())
		detail += fmt::format(" In its way: process {}.", fmt::join(pids, ", "));
	pg_call([&] {
		MemoryContext caller = MemoryContextSwitchTo(pg::ErrorHome::current());
		data->message = pstrdup(message.c_str());
		data->detail = pstrdup(detail.c_str());
		data->hint = pstrdup(
			"LOCK TABLE in a statement before it, in its transaction, is tried for "
			"pgmigrate.table_lock_wait without making others wait; or allow more with a line \"-- set: "
			"pgmigrate.max_stall = ...\".");
		MemoryContextSwitchTo(caller);
	});
}

std::optional<ForeseenLock> cut_off_lock() {
	return failed_of;
}

bool is_lock_timeout(const ErrorData &error) {
	return error.sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE && error.message_id != nullptr &&
		   std::strcmp(error.message_id, "canceling statement due to lock timeout") == 0;
}

} // namespace pgmigrate
