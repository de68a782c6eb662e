#include "extension/runner.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/resolve.hpp"
#include "extension/activity.hpp"
#include "extension/failure.hpp"
#include "extension/half_applied.hpp"
#include "extension/migration_lock.hpp"
#include "extension/places.hpp"
#include "extension/plan_locks.hpp"
#include "extension/preconditions.hpp"
#include "extension/rewrite_limit.hpp"
#include "extension/snapshot_check.hpp"
#include "extension/statement_timeout.hpp"
#include "extension/step.hpp"
#include "extension/step_report.hpp"
#include "extension/store.hpp"

namespace pgmigrate {

namespace {

using core::Direction;
using pg::pg_call;
using pg::PgError;

const char *function_name(Direction direction) {
	return direction == Direction::upgrade ? "pgmigrate.upgrade()" : "pgmigrate.downgrade()";
}

// Whether the only version row is the project's only head, or the target itself: then it is applied with all that it
// rests on, and the graph need not be read. (Only the graph tells whether several rows are such as can be.)
bool at_the_head(const RunRequest &request) {
	if (request.direction != Direction::upgrade || request.revisions)
		return false;
	return pg::own_statements([&] {
		std::vector<std::string> rows = store::version_rows(request.scope);
		if (rows.size() != 1)
			return false;
		if (request.target == "head" || request.target == "heads")
			return store::project_state(request.scope.project).heads == rows;
		return rows.front() == request.target && store::scripts(request.scope.project, rows).size() == 1;
	});
}

// Plans, checks, and locks; plans afresh where somebody got in between. Empty steps: nothing to do, nothing locked.
Prepared prepare_locked(const RunRequest &request, bool half_applied) {
	Prepared prepared = prepare(request);
	if (prepared.steps.empty() && !half_applied)
		return prepared;
	require_writable(function_name(request.direction));
	check_runnable(prepared.steps, request);
	warn_of_idle_rewrite_limit();
	lock_for_run(request.scope);
	require_nothing_half_applied(request.scope, function_name(request.direction));
	check_version_rows_in_snapshot(request.scope);
	check_scripts_in_snapshot(request.scope.project, prepared.steps);
	auto [rows, stamp] = pg::own_statements([&] {
		return std::pair(
			store::version_rows(request.scope), store::project_state(request.scope.project).graph_stamp);
	});
	if (rows == prepared.project.rows && stamp == prepared.project.graph_stamp)
		return prepared;
	report_activity({.scope = request.scope, .direction = request.direction}, Phase::planning);
	prepared = prepare(request);
	check_runnable(prepared.steps, request);
	return prepared;
}

// Takes the locks of the whole plan; a failure is that of the first step that needs the lock.
void lock_tables(const Prepared &prepared, const RunRequest &request, const Caller &caller) {
	report_activity({.scope = request.scope,
						.direction = request.direction,
						.steps = static_cast<int>(prepared.steps.size())},
		Phase::taking_table_locks);
	TimestampTz began = GetCurrentTimestamp();
	std::size_t at = 0;
	try {
		lock_tables_of(prepared.steps, request.scope, at);
	} catch (const PgError &error) {
		ExecutionPlace place;
		place.line = prepared.steps[at].section().line;
		explain(error, prepared, at, request, place, caller, began);
		throw;
	}
}

// Runs every step; returns what is to be logged.
std::vector<store::LogEntry> run_steps(
	const Prepared &prepared, const RunRequest &request, const Caller &caller) {
	RunMark mark;
	std::vector<store::LogEntry> log;
	log.reserve(prepared.steps.size());
	for (std::size_t i = 0; i < prepared.steps.size(); i++) {
		const PreparedStep &step = prepared.steps[i];
		store::LogEntry entry;
		entry.started_at = GetCurrentTimestamp();
		ExecutionPlace place;
		place.step = static_cast<int>(i) + 1;
		place.steps = static_cast<int>(prepared.steps.size());
		try {
			entry.statements = run_step(step, request.scope, place);
		} catch (const PgError &error) {
			explain(error, prepared, i, request, place, caller, entry.started_at);
			throw;
		}
		entry.direction = core::name(step.step.direction);
		entry.revision = step.script.revision.id;
		entry.checksum = step.script.section_checksum(step.step.direction);
		entry.duration = GetCurrentTimestamp() - entry.started_at;
		log.push_back(std::move(entry));
	}
	return log;
}

} // namespace

std::vector<std::string> run(const RunRequest &request, const std::optional<std::string> &variables) {
	require_outside_run(function_name(request.direction));
	require_target_schema(request.scope);
	forget_failure();
	Variables settings = variables ? parse_variables(*variables) : Variables();
	bool half_applied = is_half_applied(request.scope);
	if (!half_applied && at_the_head(request))
		return {};
	CallerActivity activity(CallerActivity::Mode::one_transaction);
	Prepared prepared = prepare_locked(request, half_applied);
	if (prepared.steps.empty())
		return {};
	Caller caller = Caller::now();

	CallerTimeout timeout;
	SettingsLevel level;
	for (const auto &[key, value] : settings)
		set_for_a_while("var." + key, value);
	lock_tables(prepared, request, caller);
	std::vector<store::LogEntry> log = run_steps(prepared, request, caller);
	level.leave();
	timeout.give_back();

	report_activity({.scope = request.scope, .direction = request.direction}, Phase::recording);
	try {
		pg::own_statements([&] {
			store::write_version_rows(
				request.scope, core::ids_of(prepared.project.graph(), prepared.plan.rows_after));
			store::write_log(request.scope, caller, log);
			for (const PreparedStep &step : prepared.steps)
				refresh_facts(request.scope, step);
		});
	} catch (const PgError &error) { // a script may have done something to our tables
		ExecutionPlace end;
		end.line = prepared.steps.back().section().line;
		explain(error, prepared, prepared.steps.size() - 1, request, end, caller, GetCurrentTimestamp());
		throw;
	}
	std::vector<std::string> lines;
	lines.reserve(prepared.steps.size());
	for (std::size_t i = 0; i < prepared.steps.size(); i++)
		lines.push_back(step_line(prepared, i));
	activity.leave();
	return lines;
}

} // namespace pgmigrate
