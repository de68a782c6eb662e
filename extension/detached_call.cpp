#include "extension/detached_call.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "extension/activity.hpp"
#include "extension/execution.hpp"
#include "extension/failure.hpp"
#include "extension/migration_lock.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;
using pg::PgError;

// An array as SQL takes it.
std::string array_literal(const std::vector<std::string> &elements) {
	std::string literal;
	pg::own_statements([&] {
		pg::query("SELECT quote_literal($1::text[]::text) || '::pg_catalog.text[]'", {elements},
			[&](const pg::Row &row) { literal = row.string(0); });
	});
	return literal;
}

// Says in the log why a run that nobody waits for did not come to its first step.
void log_unbegun_run(const WorkerTask &task, const PgError &error, ExecutionPlace &place) {
	in_transaction(place, [&] {
		store::LogEntry entry;
		entry.direction = core::name(task.direction);
		entry.revision = task.revision;
		entry.started_at = GetCurrentTimestamp();
		entry.sqlstate = unpack_sql_state(error.data->sqlerrcode);
		entry.note = error.what();
		Caller caller = Caller::now();
		pg::own_statements([&] { store::write_log(task.scope, caller, {entry}); });
	});
}

} // namespace

WorkerTask detached_call(const RunRequest &request) {
	WorkerTask task;
	task.scope = request.scope;
	task.role = role_for_worker();
	task.direction = request.direction;
	task.revision = request.target;
	task.call = fmt::format(
		"CALL pgmigrate.{}_stepwise(target => {}, project => {}, target_schema => {}, revisions => {})",
		core::name(request.direction), core::text::sql_literal(request.target),
		core::text::sql_literal(request.scope.project), core::text::sql_literal(request.scope.target_schema),
		request.revisions ? array_literal(*request.revisions) : "NULL");
	return task;
}

void run_detached_call(const WorkerTask &task, const std::function<void()> &taken_over) {
	ExecutionPlace place;
	char *text = pg_call([&] { return pstrdup(task.call.c_str()); });
	place.text = text;
	place.length = task.call.size();
	Statement call{};
	in_transaction(
		place, [&] { call.raw = pg_call([&] { return linitial_node(RawStmt, pg_parse_query(text)); }); });
	pg_call([&] {
		debug_query_string = text;
		pgstat_report_activity(STATE_RUNNING, text);
	});
	in_transaction(place, [&] { show_run_that_begins(task.scope); });
	taken_over();
	forget_failure();
	try {
		execute_at_top_level(
			call, place, [] {}, [] {});
	} catch (const PgError &error) {
		abort_transaction();
		if (!has_failure()) // what a step fails with, the run has logged
			log_unbegun_run(task, error, place);
		throw;
	}
}

} // namespace pgmigrate
