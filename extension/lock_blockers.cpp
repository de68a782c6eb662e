#include "extension/lock_blockers.hpp"

#include <csignal>

#include <fmt/format.h>

#include "core/text.hpp"

#include "extension/pg/compat.hpp"
#include "extension/pg/spi.hpp"

namespace pgmigrate {

using pg::pg_call;

namespace {

std::vector<std::string> conflicting_modes(LOCKMODE mode) {
	std::vector<std::string> names;
	for (LOCKMODE other = AccessShareLock; other <= AccessExclusiveLock; other++)
		if (DoLockModesConflict(mode, other))
			names.emplace_back(GetLockmodeName(DEFAULT_LOCKMETHOD, other));
	return names;
}

// What a blocker is doing, for those who may know: others see no queries in pg_stat_activity either.
constexpr const char *kBlockers =
	"WITH locks AS MATERIALIZED (SELECT * FROM pg_locks)"
	" SELECT l.pid, p.gid, coalesce(a.usename::text, p.owner::text, a.backend_type, '?'), coalesce(a.application_name, ''),"
	" bool_or(l.granted), string_agg(DISTINCT l.mode, ', '),"
	" coalesce(to_char(coalesce(a.xact_start, p.prepared), 'YYYY-MM-DD HH24:MI:SS TZ'), '?'),"
	" coalesce(a.state, a.backend_type, ''),"
	" CASE WHEN pg_has_role($3::name, 'pg_read_all_stats', 'USAGE') OR pg_has_role($3::name, a.usesysid, 'USAGE')"
	" THEN rtrim(regexp_replace(left(a.query, 200), '\\s+', ' ', 'g'), '; ') ELSE '' END,"
	" coalesce(pg_backend_pid() = ANY (pg_blocking_pids(l.pid)), false),"
	" coalesce(a.xact_start, p.prepared) < clock_timestamp() - interval '100 milliseconds',"
	" me.rolsuper OR coalesce(p.owner = me.rolname, NOT them.rolsuper AND (pg_has_role(me.oid, them.oid, 'USAGE')"
	" OR pg_has_role(me.oid, 'pg_signal_backend', 'USAGE')), false)"
	" FROM pg_roles me, locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid"
	" LEFT JOIN (locks x JOIN pg_prepared_xacts p ON p.transaction = x.transactionid)"
	" ON l.pid IS NULL AND x.pid IS NULL AND x.virtualtransaction = l.virtualtransaction"
	" LEFT JOIN pg_roles them ON them.oid = a.usesysid"
	" WHERE me.rolname = $3 AND l.locktype = 'relation' AND l.relation::text = $1 AND l.mode = ANY ($2)"
	" AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())"
	" AND l.pid IS DISTINCT FROM pg_backend_pid()"
	" GROUP BY l.pid, p.gid, p.owner, p.prepared, a.usename, a.application_name, a.xact_start, a.state,"
	" a.backend_type, a.query, a.usesysid, me.oid, me.rolname, me.rolsuper, them.oid, them.rolsuper"
	" ORDER BY coalesce(a.xact_start, p.prepared), l.pid";

void add_blocker(Blockers &blockers, const pg::Row &row) {
	std::string line, end;
	if (row.is_null(0) && !row.is_null(1)) {
		line = fmt::format("Prepared transaction \"{}\" of user \"{}\" holds {} since {}.", row.text(1),
			row.text(2), row.text(5), row.text(6));
		end = fmt::format("ROLLBACK PREPARED {};", core::text::sql_literal(row.text(1)));
	} else if (!row.is_null(0)) {
		line = fmt::format(
			"Process {} of user \"{}\", application \"{}\", {} {}, in a transaction begun at {}, {}{}{}.",
			row.number(0), row.text(2), row.text(3), row.truth(4) ? "holds" : "waits for", row.text(5),
			row.text(6), row.text(7), row.text(8).empty() ? "" : ": ", row.text(8));
		end = fmt::format("SELECT pg_terminate_backend({});", row.number(0));
		if (blockers.pid == 0)
			blockers.pid = static_cast<int>(row.number(0));
	} else {
		return;
	}
	blockers.lines += blockers.lines.empty() ? line : '\n' + line;
	if (row.truth(10)) { // the others end by themselves
		blockers.way_out += blockers.way_out.empty() ? end : ' ' + end;
		blockers.may_end = blockers.may_end && row.truth(11);
	}
	blockers.wait_for_us = blockers.wait_for_us || row.truth(9);
}

} // namespace

LOCKTAG tag_of(const ForeseenLock &lock) {
	LOCKTAG tag;
	SET_LOCKTAG_RELATION(tag, MyDatabaseId, lock.relation);
	return tag;
}

std::string name_of(const ForeseenLock &lock) {
	const char *name = pg_call([&]() -> const char * {
		const char *relation = get_rel_name(lock.relation);
		const char *schema =
			relation != nullptr ? get_namespace_name(get_rel_namespace(lock.relation)) : nullptr;
		return schema != nullptr ? psprintf("%s.%s", schema, relation) : psprintf("%u", lock.relation);
	});
	return fmt::format("relation \"{}\" ({})", name, GetLockmodeName(DEFAULT_LOCKMETHOD, lock.mode));
}

Blockers blockers_of(const ForeseenLock &lock) {
	Blockers blockers;
	std::string caller = pg_call([] { return GetUserNameFromId(GetUserId(), false); });
	std::vector<std::string> modes = conflicting_modes(lock.mode);
	pg::own_statements([&] {
		pg::query(kBlockers, {fmt::format("{}", lock.relation), modes, caller},
			[&](const pg::Row &row) { add_blocker(blockers, row); });
	});
	return blockers;
}

std::vector<int> conflicting_processes(const ForeseenLock &lock) {
	LOCKTAG tag = tag_of(lock);
	int known = 0;
	int *pids = pg_call([&] {
		int count = 0;
		VirtualTransactionId *holders = GetLockConflicts(&tag, lock.mode, &count);
		auto *found = static_cast<int *>(palloc(sizeof(int) * (count + 1)));
		LWLockAcquire(ProcArrayLock, LW_SHARED);
		for (int i = 0; i < count; i++)
			if (PGPROC *process = pg::process_of(holders[i]))
				if (process->pid != 0) // a prepared transaction has none
					found[known++] = process->pid;
		LWLockRelease(ProcArrayLock);
		return found;
	});
	return {pids, pids + known};
}

bool cancel_autovacuum(const ForeseenLock &lock) {
	LOCKTAG tag = tag_of(lock);
	return pg_call([&] {
		int count = 0;
		VirtualTransactionId *holders = GetLockConflicts(&tag, lock.mode, &count);
		auto *pids = static_cast<int *>(palloc(sizeof(int) * (count + 1)));
		bool all = count > 0;
		LWLockAcquire(ProcArrayLock, LW_SHARED);
		for (int i = 0; i < count; i++) {
			PGPROC *process = pg::process_of(holders[i]);
			pids[i] = process != nullptr ? process->pid : 0;
			all = all && pids[i] != 0 && (process->statusFlags & PROC_IS_AUTOVACUUM) != 0 &&
				  (process->statusFlags & PROC_VACUUM_FOR_WRAPAROUND) == 0;
		}
		LWLockRelease(ProcArrayLock);
		for (int i = 0; all && i < count; i++)
			if (kill(pids[i], SIGINT) == 0)
				ereport(NOTICE,
					(errmsg("canceling autovacuum of table \"%s.%s\", which needs another lock",
						 get_namespace_name(get_rel_namespace(lock.relation)), get_rel_name(lock.relation)),
						errdetail("Process %d.", pids[i])));
		return all;
	});
}

} // namespace pgmigrate
