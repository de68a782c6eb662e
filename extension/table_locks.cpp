#include "extension/table_locks.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "extension/activity.hpp"
#include "extension/lock_blockers.hpp"
#include "extension/settings.hpp"
#include "extension/settings_level.hpp"
#include "extension/subtransaction.hpp"

#include "extension/pg/compat.hpp"
#include "extension/pg/pause.hpp"

namespace pgmigrate {

using pg::pg_call;
using pg::PgError;

LockPatience LockPatience::now() {
	// Who sets lock_timeout means any wait for a lock.
	int longest =
		LockTimeout > 0 ? std::min(LockTimeout, table_lock_wait_setting()) : table_lock_wait_setting();
	return {max_stall_setting(), longest};
}

void LockPatience::allow(const LockPatience &other) {
	max_stall = std::max(max_stall, other.max_stall);
	table_lock_wait = std::max(table_lock_wait, other.table_lock_wait);
}

namespace {

constexpr double kFirstPause = 40, kLongestPause = 400; // ms
constexpr long kAnnounceAfter = 1000;                   // ms

// The weakest mode that conflicts with all that either conflicts with.
LOCKMODE both(LOCKMODE one, LOCKMODE other) {
	if (std::minmax(one, other) ==
		std::pair<const LOCKMODE &, const LOCKMODE &>(ShareUpdateExclusiveLock, ShareLock))
		return ShareRowExclusiveLock;
	return std::max(one, other);
}

// Sorted, so that two who take locks this way do not meet crosswise, with one mode for each relation.
void normalize(std::vector<ForeseenLock> &locks) {
	std::sort(locks.begin(), locks.end(),
		[](const ForeseenLock &a, const ForeseenLock &b) { return a.relation < b.relation; });
	std::size_t kept = 0;
	for (std::size_t i = 0; i < locks.size(); i++) {
		if (kept > 0 && locks[kept - 1].relation == locks[i].relation)
			locks[kept - 1].mode = both(locks[kept - 1].mode, locks[i].mode);
		else
			locks[kept++] = locks[i];
	}
	locks.resize(kept);
}

bool is_held(const ForeseenLock &lock) {
	LOCKTAG tag = tag_of(lock);
	for (LOCKMODE mode = lock.mode; mode <= AccessExclusiveLock; mode++)
		if (both(mode, lock.mode) == mode && pg::holds_lock(tag, mode))
			return true;
	return false;
}

// What foresee says, and how much of the server's messages about changed catalogs had been read before.
struct Foreseen {
	uint64 messages;
	LockSet set;
};

Foreseen look(const std::function<LockSet()> &foresee) {
	MemoryContext caller = pg_call([] {
		return MemoryContextSwitchTo(
			AllocSetContextCreate(CurrentMemoryContext, "pgmigrate foreseen locks", ALLOCSET_SMALL_SIZES));
	});
	Foreseen foreseen{SharedInvalidMessageCounter, foresee()};
	normalize(foreseen.set.locks);
	MemoryContextDelete(MemoryContextSwitchTo(caller));
	return foreseen;
}

// Stands in the lock's queue for at most so long. Without the lock only the subtransaction's end is left.
bool queue_for(const ForeseenLock &lock, long milliseconds) {
	if (LockTimeout == 0 || LockTimeout > milliseconds)
		set_for_a_while("lock_timeout", fmt::format("{}", milliseconds));
	try {
		pg_call([&] { LockRelationOid(lock.relation, lock.mode); });
	} catch (const PgError &error) {
		if (error.data->sqlerrcode != ERRCODE_LOCK_NOT_AVAILABLE &&
			error.data->sqlerrcode != ERRCODE_T_R_DEADLOCK_DETECTED)
			throw;
		pg_call([&] { FreeErrorData(error.data); });
		return false;
	}
	return true;
}

// Takes the locks; returns the one that is busy, or nullptr. The others are held meanwhile, so that all the queues
// together get no more than max_stall.
const ForeseenLock *lock_all(const LockSet &set) {
	TimestampTz began = GetCurrentTimestamp();
	for (const ForeseenLock &lock : set.locks) {
		if (is_held(lock))
			continue;
		if (pg_call([&] { return ConditionalLockRelationOid(lock.relation, lock.mode); }))
			continue;
		long left = set.patience.max_stall - TimestampDifferenceMilliseconds(began, GetCurrentTimestamp());
		if (left <= 0 || !queue_for(lock, left))
			return &lock;
	}
	return nullptr;
}

[[noreturn]] void give_up(
	const ForeseenLock &busy, const Blockers &blockers, std::string_view reason, std::string_view way_out) {
	std::string message = fmt::format("could not lock {}", name_of(busy));
	std::string detail = fmt::format("{}{}{}", reason, blockers.lines.empty() ? "" : "\n", blockers.lines);
	std::string hint(way_out);
	if (!blockers.way_out.empty())
		hint += fmt::format(" Or {}: {}",
			blockers.may_end ? "end what blocks" : "have what blocks ended by its user or a superuser",
			blockers.way_out);
	pg_call([&] {
		const char *relation = get_rel_name(busy.relation);
		const char *schema = get_namespace_name(get_rel_namespace(busy.relation));
		ereport(ERROR, (errcode(ERRCODE_LOCK_NOT_AVAILABLE), errmsg("%s", message.c_str()),
						   errdetail("%s", detail.c_str()), errhint("%s", hint.c_str()),
						   relation != nullptr ? err_generic_string(PG_DIAG_TABLE_NAME, relation) : 0,
						   schema != nullptr ? err_generic_string(PG_DIAG_SCHEMA_NAME, schema) : 0));
	});
	pg_unreachable();
}

// One try. Empty: all is locked, and names mean what they meant; or else the lock that is busy, its relation invalid if
// names changed.
std::optional<ForeseenLock> try_once(const Foreseen &foreseen, const std::function<LockSet()> &foresee) {
	Subtransaction attempt;
	try {
		const ForeseenLock *busy = lock_all(foreseen.set);
		if (busy == nullptr && (SharedInvalidMessageCounter == foreseen.messages ||
								   look(foresee).set.locks == foreseen.set.locks)) {
			attempt.keep();
			return std::nullopt;
		}
		attempt.take_back();
		return busy != nullptr ? *busy : ForeseenLock{InvalidOid, NoLock};
	} catch (...) { // left open, it would be all that the abort of the caller's statement ends
		attempt.take_back();
		throw;
	}
}

} // namespace

LockRetry::LockRetry() : next_(kFirstPause), announce_at_(kAnnounceAfter) {}

void LockRetry::wait_for(const ForeseenLock &busy, const LockPatience &patience) {
	if (!shown_)
		report_phase(Phase::taking_table_locks, blockers_of(busy).pid);
	shown_ = true;
	if (cancel_autovacuum(busy))
		next_ = kFirstPause / 4; // it needs a moment
	if (began_ == 0)             // what a statement did before it met the lock is no waiting
		began_ = GetCurrentTimestamp();
	long used = TimestampDifferenceMilliseconds(began_, GetCurrentTimestamp());
	if (used >= patience.table_lock_wait)
		give_up(busy, blockers_of(busy), fmt::format("Tried for {} ms.", patience.table_lock_wait),
			LockTimeout > 0 && LockTimeout < table_lock_wait_setting()
				? "Let it try for longer: raise lock_timeout, or set it to 0."
				: "Let it try for longer: SET pgmigrate.table_lock_wait = '10min';");
	if (used >= announce_at_)
		look_who(busy, used);
	double pause = next_ * (0.5 + pg_prng_double(&pg_global_prng_state));
	next_ = std::min(next_ * 1.5, kLongestPause);
	pg::pause(std::max(1L, std::min(static_cast<long>(pause), patience.table_lock_wait - used)));
}

// Somebody who waits for this transaction to end cannot be waited for; no deadlock check sees it while we hold nothing.
void LockRetry::look_who(const ForeseenLock &busy, long used) {
	Blockers blockers = blockers_of(busy);
	report_phase(Phase::taking_table_locks, blockers.pid);
	if (blockers.wait_for_us)
		give_up(busy, blockers,
			"What blocks it waits for this transaction to end, so waiting could last for ever.",
			"End this transaction and call again.");
	if (!announced_) {
		std::string message = fmt::format("waiting for {}", name_of(busy));
		pg_call([&] {
			ereport(NOTICE, (errmsg("%s", message.c_str()),
								blockers.lines.empty() ? 0 : errdetail("%s", blockers.lines.c_str())));
		});
	}
	announced_ = true;
	announce_at_ = used + kAnnounceAfter;
}

bool take_table_locks(const std::function<LockSet()> &foresee) {
	Foreseen foreseen = look(foresee);
	auto all_held = [&] {
		return std::all_of(foreseen.set.locks.begin(), foreseen.set.locks.end(), is_held);
	};
	if (all_held())
		return false;
	report_phase(Phase::taking_table_locks);
	LockRetry retry;
	while (std::optional<ForeseenLock> busy = try_once(foreseen, foresee)) {
		if (OidIsValid(busy->relation))
			retry.wait_for(*busy, foreseen.set.patience);
		else
			pg_call([] { CHECK_FOR_INTERRUPTS(); });
		foreseen = look(foresee);
	}
	return true;
}

} // namespace pgmigrate
