// pgmigrate.progress(): what the runs in this database do now, as they say themselves and as the server knows.
#include <algorithm>

#include "core/activity_text.hpp"
#include "extension/migration_lock.hpp"

#include "extension/pg/spi.hpp"

#include "extension/entry_point.hpp"

using namespace pgmigrate;

namespace {

// A process with one of our locks, which SQL cannot take: what others say of themselves proves nothing.
struct Process {
	int pid;
	bool is_client;
	bool has_run_lock, is_stepwise; // by the modes of what it holds
	bool waits;                     // for the migration lock
	bool is_idle;                   // in a transaction
	std::vector<std::string> locks; // as lock_names gives them
	std::string query;
	std::optional<core::ReadActivity> says; // views into query
	Scope scope;                            // of its run
	LockNames names;                        // of the scope
};

void read_what_it_says(Process &process) {
	process.says = core::read_activity(process.query);
	if (!process.says)
		return;
	process.scope = {process.says->activity.project, process.says->activity.target_schema};
	process.names = lock_names(process.scope);
	// The server's processes run no text but ours; a client may say what it likes, but has the lock of what it runs.
	if (process.is_client && !process.waits && std::ranges::count(process.locks, process.names.run) == 0) {
		process.says.reset();
		process.scope = {};
	}
}

// A run that says nothing, such as one whose transaction is still open, has the lock of some scope that is known.
void find_scopes(std::vector<Process> &processes) {
	auto is_silent = [](const Process &process) { return process.has_run_lock && !process.says; };
	if (std::ranges::none_of(processes, is_silent))
		return;
	pg::query(
		"SELECT project, target_schema FROM pgmigrate.version UNION SELECT project, '' FROM pgmigrate.project",
		{},
		[&](const pg::Row &row) {
			Scope scope{row.string(0), row.string(1)};
			LockNames names = lock_names(scope);
			for (Process &process : processes)
				if (is_silent(process) && std::ranges::count(process.locks, names.run) != 0)
					process.scope = scope;
		},
		pg::SnapshotKind::caller);
}

std::vector<Process> processes() {
	std::vector<Process> found;
	pg::query(
		"SELECT l.pid, a.backend_type = 'client backend',"
		" bool_or(l.mode IN ('ShareLock', 'RowShareLock', 'AccessExclusiveLock')),"
		" bool_or(l.mode = 'AccessExclusiveLock'),"
		" bool_or(l.mode = 'AccessShareLock' AND l.classid::text = l.pid::text AND l.objid = 0),"
		" coalesce(a.state LIKE 'idle%', false), coalesce(a.query, ''),"
		" array_agg(l.classid || ':' || l.objid)"
		" FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
		" WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = $1"
		" AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
		" GROUP BY l.pid, a.backend_type, a.state, a.query, a.backend_start ORDER BY a.backend_start, l.pid",
		{kLockClass},
		[&](const pg::Row &row) {
			found.push_back({static_cast<int>(row.number(0)), row.truth(1), row.truth(2), row.truth(3),
				row.truth(4), row.truth(5), row.list(7), row.string(6), std::nullopt, {}, {}});
		},
		pg::SnapshotKind::caller);
	for (Process &process : found)
		read_what_it_says(process);
	find_scopes(found);
	return found;
}

// The columns of the runs; zeros and empty texts are nulls.
struct Runs {
	std::vector<int> pid, working_pid, worker_pid, step, steps, statement, statements, blocked_by;
	std::vector<std::int64_t> since;
	std::vector<std::string> project, target_schema, mode, direction, revision, command, phase, query,
		run_lock, project_lock, worker_lock;

	void add(const Process &process, const Process *worker);
};

void Runs::add(const Process &process, const Process *worker) {
	const Process &working = worker != nullptr ? *worker : process;
	const Process &speaking = working.says ? working : process;
	core::ActivityText said = speaking.says ? speaking.says->activity : core::ActivityText();
	const char *held_mode = process.is_stepwise ? "stepwise" : process.has_run_lock ? "one transaction" : "";
	pid.push_back(process.pid);
	working_pid.push_back(working.pid);
	worker_pid.push_back(process.says ? process.says->activity.worker_pid : 0);
	project.push_back(process.scope.project);
	target_schema.push_back(process.scope.target_schema);
	mode.push_back(process.has_run_lock || !process.says ? held_mode : process.says->activity.mode);
	direction.push_back(said.direction);
	revision.push_back(said.revision);
	step.push_back(said.step != 0 || !process.says ? said.step : process.says->activity.step);
	steps.push_back(said.steps != 0 || !process.says ? said.steps : process.says->activity.steps);
	statement.push_back(said.statement);
	statements.push_back(said.statements);
	command.push_back(said.tag);
	phase.push_back(process.is_idle ? "idle in transaction" : said.phase);
	since.push_back(said.since);
	blocked_by.push_back(said.blocked_by);
	query.push_back(speaking.says ? std::string(speaking.says->statement) : speaking.query);
	run_lock.push_back(speaking.names.run);
	project_lock.push_back(speaking.names.project);
	worker_lock.push_back(speaking.names.worker);
}

// The process that another one says works for it, in the same project and target schema.
const Process *worker_of(const Process &process, const std::vector<Process> &all) {
	if (!process.says || process.says->activity.worker_pid == 0)
		return nullptr;
	auto worker = std::ranges::find(all, process.says->activity.worker_pid, &Process::pid);
	if (worker == all.end() || worker->is_client)
		return nullptr;
	return !worker->says || worker->names.run == process.names.run ? &*worker : nullptr;
}

Runs runs_now() {
	std::vector<Process> all = processes();
	std::vector<int> workers;
	for (const Process &process : all)
		if (const Process *worker = worker_of(process, all))
			workers.push_back(worker->pid);
	Runs runs;
	for (const Process &process : all) {
		bool is_run = process.has_run_lock || process.says;
		if (is_run && std::ranges::count(workers, process.pid) == 0)
			runs.add(process, worker_of(process, all));
	}
	return runs;
}

constexpr const char *kShow = R"(
SELECT r.pid, nullif(r.worker_pid, 0), nullif(r.project, ''), CASE WHEN r.project <> '' THEN r.target_schema END,
	nullif(r.mode, ''), nullif(r.direction, ''), nullif(r.revision, ''), nullif(r.step, 0), nullif(r.steps, 0),
	nullif(r.statement, 0), nullif(r.statements, 0), nullif(r.command, ''),
	nullif(CASE WHEN r.phase = 'running' THEN coalesce(p.phase, r.phase) ELSE r.phase END, ''),
	b.text, clock_timestamp() - (to_timestamp(0) + nullif(r.since, 0) * interval '1 microsecond'),
	CASE WHEN p.total > 0 THEN round(least(100.0 * p.done / p.total, 100.0), 1) END,
	CASE WHEN a.state LIKE 'idle%' THEN a.xact_start ELSE a.query_start END, a.usename::text,
	CASE WHEN pg_has_role($22::name, 'pg_read_all_stats', 'USAGE') OR pg_has_role($22::name, a.usesysid, 'USAGE')
		THEN nullif(r.query, '') END
FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20) WITH ORDINALITY
	r (pid, working_pid, worker_pid, step, steps, statement, statements, blocked_by, since, project, target_schema,
	mode, direction, revision, command, phase, query, run_lock, project_lock, worker_lock, n)
JOIN pg_stat_activity a ON a.pid = r.pid
LEFT JOIN LATERAL (
	SELECT phase, CASE WHEN phase LIKE 'waiting%' THEN lockers_done WHEN phase LIKE '%tuples%' THEN tuples_done
		ELSE blocks_done END, CASE WHEN phase LIKE 'waiting%' THEN lockers_total
		WHEN phase LIKE '%tuples%' THEN tuples_total ELSE blocks_total END
	FROM pg_stat_progress_create_index WHERE pid = r.working_pid
	UNION ALL SELECT phase, heap_blks_scanned, heap_blks_total FROM pg_stat_progress_vacuum WHERE pid = r.working_pid
	UNION ALL SELECT phase, heap_blks_scanned, heap_blks_total FROM pg_stat_progress_cluster WHERE pid = r.working_pid
	UNION ALL SELECT phase, sample_blks_scanned, sample_blks_total FROM pg_stat_progress_analyze
		WHERE pid = r.working_pid
	UNION ALL SELECT NULL, bytes_processed, bytes_total FROM pg_stat_progress_copy WHERE pid = r.working_pid
	LIMIT 1
) p (phase, done, total) ON true
LEFT JOIN LATERAL (
	SELECT string_agg(CASE WHEN x.pid = 0 THEN coalesce((SELECT string_agg(format(
			'prepared transaction "%s" of user "%s" since %s', gid, owner, to_char(prepared, 'YYYY-MM-DD HH24:MI:SS TZ')),
			' or ' ORDER BY prepared) FROM pg_prepared_xacts WHERE database = current_database()),
			'a prepared transaction') ELSE
		format('pid %s, user "%s", application "%s", %s', x.pid, coalesce(o.usename, '?'),
			coalesce(o.application_name, ''), CASE WHEN o.backend_type <> 'client backend' THEN o.backend_type
			ELSE coalesce(o.state, '?') END) ||
		coalesce(' since ' || to_char(CASE o.state WHEN 'active' THEN o.query_start ELSE o.state_change END,
			'YYYY-MM-DD HH24:MI:SS TZ'), '') ||
		CASE WHEN pg_has_role($22::name, 'pg_read_all_stats', 'USAGE') OR pg_has_role($22::name, o.usesysid, 'USAGE')
			THEN coalesce(': ' || left(nullif(regexp_replace(btrim(regexp_replace(o.query, '^/\* pgmigrate [^*]*\*/', ''),
				E' \t\n'), '\s+', ' ', 'g'), ''), 200), '') ELSE '' END
		END, '; ' ORDER BY x.pid)
	FROM (
		SELECT unnest(pg_blocking_pids(r.working_pid))
		UNION SELECT nullif(r.blocked_by, 0)
		UNION SELECT l.pid FROM pg_locks l WHERE r.phase = 'waiting for the migration lock' AND l.pid <> r.pid
			AND l.locktype = 'advisory' AND l.granted AND l.objsubid = $21 AND l.database = a.datid
			AND (l.classid || ':' || l.objid IN (r.run_lock, r.worker_lock)
				OR l.classid || ':' || l.objid = r.project_lock AND l.mode = 'ExclusiveLock')
	) x (pid) LEFT JOIN pg_stat_activity o ON o.pid = x.pid WHERE x.pid IS NOT NULL
) b (text) ON true
ORDER BY r.n)";

} // namespace

PGMIGRATE_FUNCTION(pgmigrate_progress) {
	// A transaction that asks again is to see what goes on then; so it is where it asks the server itself.
	pg::pg_call([] { pgstat_clear_backend_activity_snapshot(); });
	// What others type is shown to those whom pg_stat_activity shows it.
	std::string viewer = pg::pg_call([] { return GetUserNameFromId(GetUserId(), false); });
	Runs r = pg::own_statements(runs_now);
	pg::answer_with(fcinfo, kShow,
		{r.pid, r.working_pid, r.worker_pid, r.step, r.steps, r.statement, r.statements, r.blocked_by,
			r.since, r.project, r.target_schema, r.mode, r.direction, r.revision, r.command, r.phase, r.query,
			r.run_lock, r.project_lock, r.worker_lock, kLockClass, viewer});
	pg::pg_call([] { pgstat_clear_backend_activity_snapshot(); });
	return static_cast<Datum>(0);
}
