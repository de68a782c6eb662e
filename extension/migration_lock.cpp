#include "extension/migration_lock.hpp"

#include <cstring>

#include <fmt/format.h>

#include "core/checksum.hpp"
#include "extension/activity.hpp"

#include "extension/pg/compat.hpp"
#include "extension/pg/pause.hpp"
#include "extension/pg/spi.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

constexpr long kFirstPause = 10;    // ms
constexpr long kLongestPause = 250; // ms

// The name hashed into the two key fields of a lock tag of our own class, in this database.
LOCKTAG tag_of(const std::string &name) {
	std::string digest = core::sha256(name);
	auto key = [&](int from) { return static_cast<uint32>(std::stoul(digest.substr(from, 8), nullptr, 16)); };
	LOCKTAG tag;
	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, key(0), key(8), kLockClass);
	return tag;
}

// What the session keeps has modes that no transaction takes, so that it can be told from the transaction's own; they
// conflict with the same others.
struct KeptLock {
	LOCKTAG tag;
	LOCKMODE mode;
};
constexpr LOCKMODE kKeptForRun = AccessExclusiveLock, kKeptForProject = RowShareLock;

struct KeptLocks {
	KeptLock locks[2]; // of the run, of the project
	int count = 0;
} kept;

// DISCARD ALL may have released them: then the server would warn.
void release_kept() {
	while (kept.count > 0) {
		const KeptLock &lock = kept.locks[--kept.count];
		if (pg::holds_lock(lock.tag, lock.mode))
			(void)LockRelease(&lock.tag, lock.mode, true);
	}
}

// An error ends the step. A procedure's ROLLBACK does not: the server still knows the query that called it.
void release_at_error(XactEvent event, void *) {
	if (event == XACT_EVENT_ABORT && debug_query_string == nullptr)
		release_kept();
}

bool try_lock(const LOCKTAG &tag, LOCKMODE mode, bool for_session = false) {
	return pg_call([&] { return LockAcquire(&tag, mode, for_session, true) != LOCKACQUIRE_NOT_AVAIL; });
}

// Whether a backend waits for this transaction to end, as CREATE INDEX CONCURRENTLY does for every old snapshot.
bool somebody_waits_for_us() {
	bool waits = false;
	pg::own_statements([&] {
		pg::query("SELECT EXISTS (SELECT FROM pg_locks w JOIN pg_locks o ON o.virtualxid = w.virtualxid"
				  " WHERE w.locktype = 'virtualxid' AND NOT w.granted"
				  " AND o.locktype = 'virtualxid' AND o.granted AND o.pid = pg_backend_pid())",
			{}, [&](const pg::Row &row) { waits = row.truth(0); });
	});
	return waits;
}

[[noreturn]] void give_up(const LOCKTAG &tag, const std::string &what, std::string_view reason) {
	std::string holders;
	pg::own_statements([&] {
		pg::query(
			"SELECT format('Process %s of user \"%s\", application \"%s\", holds it %s.',"
			" l.pid, coalesce(a.usename, '?'), coalesce(a.application_name, ''),"
			" CASE WHEN bool_or(l.mode IN ('AccessExclusiveLock', 'RowShareLock'))"
			" THEN 'for a step outside of a transaction' ELSE 'in a transaction begun at '"
			" || coalesce(to_char(a.xact_start, 'YYYY-MM-DD HH24:MI:SS TZ'), '?') END)"
			" FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid"
			" WHERE l.locktype = 'advisory' AND l.granted AND l.pid <> pg_backend_pid()"
			" AND l.database::text = $1 AND l.classid::text = $2 AND l.objid::text = $3 AND l.objsubid = $4"
			" GROUP BY l.pid, a.usename, a.application_name, a.xact_start ORDER BY l.pid",
			{fmt::format("{}", tag.locktag_field1), fmt::format("{}", tag.locktag_field2),
				fmt::format("{}", tag.locktag_field3), static_cast<int>(tag.locktag_field4)},
			[&](const pg::Row &row) {
				if (!holders.empty())
					holders += '\n';
				holders += row.text(0);
			});
	});
	throw core::Error("55P03", fmt::format("could not get the migration lock of {}", what),
		holders.empty() ? std::string(reason) : fmt::format("{}\n{}", reason, holders),
		"Wait until the other run has ended and call again; pgmigrate.lock_wait says how long a call tries.");
}

std::string run_lock(const Scope &scope) {
	return "run\n" + scope.project + "\n" + scope.target_schema;
}

std::string project_lock(const std::string &project) {
	return "project\n" + project;
}

std::string worker_lock(const Scope &scope) {
	return "worker\n" + scope.project + "\n" + scope.target_schema;
}

// Shows other sessions that this one waits. The lock that it has meanwhile is in nobody's way, but tells pgmigrate.progress
// that it is no session that only says so.
class ShownWait {
public:
	// Of the session, where the wait outlasts transactions.
	ShownWait(const Scope &scope, bool for_session) : for_session_(for_session) {
		SET_LOCKTAG_ADVISORY(tag_, MyDatabaseId, static_cast<uint32>(MyProcPid), 0, kLockClass);
		pg_call([&] { (void)LockAcquire(&tag_, AccessShareLock, for_session, false); });
		report_activity({.scope = scope}, Phase::waiting_for_migration_lock);
	}
	~ShownWait() {
		try {
			if (for_session_ && !left_)
				release();
		} catch (const pg::PgError &) {} // the end of the session releases it
	}
	ShownWait(const ShownWait &) = delete;
	ShownWait &operator=(const ShownWait &) = delete;
	void leave() {
		left_ = true;
		release();
		activity_.leave();
	}

private:
	void release() {
		pg_call([&] { (void)LockRelease(&tag_, AccessShareLock, for_session_); });
	}

	CallerActivity activity_;
	bool for_session_, left_ = false;
	LOCKTAG tag_;
};

using EndTransaction = std::function<void()>;

// Tries until it has the lock, for pgmigrate.lock_wait at most. With `end_transaction` the lock is the session's. `shown`
// is what a wait is shown as, if at all.
void lock(const std::string &name, LOCKMODE mode, const std::string &what, const Scope *shown = nullptr,
	const EndTransaction &end_transaction = {}, int lock_wait = lock_wait_setting()) {
	LOCKTAG tag = tag_of(name);
	if (try_lock(tag, mode, static_cast<bool>(end_transaction)))
		return;
	std::optional<ShownWait> wait;
	if (shown != nullptr)
		wait.emplace(*shown, static_cast<bool>(end_transaction));
	TimestampTz began = GetCurrentTimestamp();
	long next = kFirstPause;
	for (;;) {
		if (!end_transaction && somebody_waits_for_us())
			give_up(tag, what,
				"Another session waits for this transaction to end, so waiting could last for ever.");
		long used = TimestampDifferenceMilliseconds(began, GetCurrentTimestamp());
		long left = lock_wait - used;
		if (left <= 0)
			give_up(tag, what, fmt::format("Tried for {} ms.", used < 0 ? 0 : lock_wait));
		if (end_transaction)
			end_transaction();
		pg::pause(std::min(next, left)); // holding nothing meanwhile that was not held before
		next = std::min(next * 2, kLongestPause);
		if (try_lock(tag, mode, static_cast<bool>(end_transaction)))
			break;
	}
	if (wait)
		wait->leave();
}

} // namespace

namespace {

std::string project_text(const Scope &scope) {
	return fmt::format("project \"{}\"", scope.project);
}

std::string scope_text(const Scope &scope) {
	return scope.target_schema.empty()
			   ? project_text(scope)
			   : fmt::format("{}, target schema \"{}\"", project_text(scope), scope.target_schema);
}

} // namespace

void lock_for_run(const Scope &scope) {
	// This one first: who waits for another run must not look like a holder of the project's lock.
	lock(run_lock(scope), ExclusiveLock, scope_text(scope), &scope);
	lock(project_lock(scope.project), ShareLock, project_text(scope), &scope);
	lock(worker_lock(scope), ShareLock, scope_text(scope), &scope); // no worker is left, and none can come
	LOCKTAG worker = tag_of(worker_lock(scope));
	pg_call([&] { (void)LockRelease(&worker, ShareLock, false); });
}

void keep_lock_for_run(const Scope &scope, int lock_wait, const EndTransaction &end_transaction) {
	if (kept.count > 0)
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			"a step of an offline script is open in this session", {},
			"End it with pgmigrate.record(), or call from another session.");
	lock(run_lock(scope), kKeptForRun, scope_text(scope), &scope, end_transaction, lock_wait);
	kept.locks[kept.count++] = {tag_of(run_lock(scope)), kKeptForRun};
	lock(project_lock(scope.project), kKeptForProject, project_text(scope), &scope, end_transaction,
		lock_wait);
	kept.locks[kept.count++] = {tag_of(project_lock(scope.project)), kKeptForProject};
	lock(worker_lock(scope), kKeptForProject, scope_text(scope), &scope, end_transaction,
		lock_wait); // and not kept: the worker takes it
	LOCKTAG worker = tag_of(worker_lock(scope));
	pg_call([&] { (void)LockRelease(&worker, kKeptForProject, true); });
}

void keep_lock_still() {
	for (int i = 0; i < kept.count; i++) {
		const KeptLock &lock = kept.locks[i];
		if (!pg_call([&] { return pg::holds_lock(lock.tag, lock.mode); }) &&
			!try_lock(lock.tag, lock.mode, true))
			throw core::Error("55P03", "the migration lock was released, and another run has it",
				"A script called pg_advisory_unlock_all() or DISCARD ALL.", "Take that out of the script.");
	}
}

void show_run_that_begins(const Scope &scope) {
	LOCKTAG tag;
	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, static_cast<uint32>(MyProcPid), 0, kLockClass);
	pg_call([&] { (void)LockAcquire(&tag, AccessShareLock, true, false); });
	report_activity({.scope = scope}, Phase::planning);
}

void keep_lock_for_worker(const Scope &scope) {
	LOCKTAG tag = tag_of(worker_lock(scope));
	if (!pg_call([&] { return pg::holds_lock(tag, AccessExclusiveLock); }) &&
		!try_lock(tag, AccessExclusiveLock, true))
		throw core::Error("55P03", "another step worker is still at work",
			fmt::format("It works for {}.", scope_text(scope)), "Call again when it has ended.");
}

void lock_for_upload(const std::string &project) {
	lock(project_lock(project), ExclusiveLock, fmt::format("project \"{}\"", project));
}

void keep_lock_for_step(const Scope &scope) {
	static bool watching = false;
	if (!watching)
		pg_call([] { RegisterXactCallback(release_at_error, nullptr); });
	watching = true;
	release_step_lock();
	for (const KeptLock &lock : {KeptLock{tag_of(run_lock(scope)), kKeptForRun},
			 KeptLock{tag_of(project_lock(scope.project)), kKeptForProject}}) {
		// Nobody can have what conflicts with them while the transaction has its own.
		if (pg_call([&] { return LockAcquire(&lock.tag, lock.mode, true, true) == LOCKACQUIRE_NOT_AVAIL; }))
			throw core::Error("55P03",
				"could not keep the migration lock for a step outside of a transaction", {},
				"Call it again.");
		kept.locks[kept.count++] = lock;
	}
}

LockNames lock_names(const Scope &scope) {
	auto name = [](const LOCKTAG &tag) {
		return fmt::format("{}:{}", tag.locktag_field2, tag.locktag_field3);
	};
	return {name(tag_of(run_lock(scope))), name(tag_of(project_lock(scope.project))),
		name(tag_of(worker_lock(scope)))};
}

void release_step_lock() {
	pg_call(release_kept);
}

} // namespace pgmigrate
