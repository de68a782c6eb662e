#include "extension/runner.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/resolve.hpp"
#include "extension/failure.hpp"
#include "extension/hints.hpp"
#include "extension/migration_lock.hpp"
#include "extension/places.hpp"
#include "extension/preconditions.hpp"
#include "extension/snapshot_check.hpp"
#include "extension/step.hpp"
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
Prepared prepare_locked(const RunRequest &request) {
	Prepared prepared = prepare(request);
	if (prepared.steps.empty())
		return prepared;
	require_writable(function_name(request.direction));
	check_runnable(prepared.steps, request);
	lock_for_run(request.scope);
	check_version_rows_in_snapshot(request.scope);
	check_scripts_in_snapshot(request.scope.project, prepared.steps);
	auto [rows, stamp] = pg::own_statements([&] {
		return std::pair(
			store::version_rows(request.scope), store::project_state(request.scope.project).graph_stamp);
	});
	if (rows == prepared.project.rows && stamp == prepared.project.graph_stamp)
		return prepared;
	prepared = prepare(request);
	check_runnable(prepared.steps, request);
	return prepared;
}

std::string step_line(const Prepared &prepared, std::size_t i) {
	const core::Step &step = prepared.steps[i].step;
	return fmt::format("{} {}", core::name(step.direction), core::describe(prepared.project.graph(), step));
}

// The key of a variable that a script reads and nobody gave; empty for any other error. The message may be translated,
// the name in it is not.
std::string missing_variable(const ErrorData &error) {
	if (error.sqlerrcode != ERRCODE_UNDEFINED_OBJECT || error.message == nullptr)
		return {};
	std::string_view message = error.message;
	constexpr std::string_view kBefore = "\"var.";
	std::size_t begin = message.find(kBefore);
	if (begin == std::string_view::npos)
		return {};
	message.remove_prefix(begin + kBefore.size());
	return std::string(message.substr(0, message.find('"')));
}

// Adds what we know to a step's error, and remembers the failure.
void explain(const PgError &error, const Prepared &prepared, std::size_t at, const RunRequest &request,
	const ExecutionPlace &place, const Caller &caller, TimestampTz began) {
	const PreparedStep &step = prepared.steps[at];
	ErrorData *data = error.data;
	FailedStep failed{step.step.direction, step.script.revision.id, place.tag,
		fmt::format("{}", fmt::join(prepared.project.rows, ", ")),
		at > 0 ? prepared.steps[at - 1].script.revision.id : std::string(), static_cast<int>(at),
		static_cast<int>(prepared.steps.size())};
	std::string hint, detail;
	if (data->sqlerrcode == ERRCODE_OUT_OF_MEMORY && data->hint != nullptr &&
		std::string_view(data->hint).find("max_locks_per_transaction") != std::string_view::npos) {
		int now = max_locks_per_xact;
		hint = lock_table_hint(failed, now);
		detail = lock_table_detail(failed);
	} else if (std::string variable = missing_variable(*data); !variable.empty()) {
		hint = fmt::format(
			"Give it with the run: variables => '{{\"{0}\": \"...\"}}'; or SET var.{0} before.", variable);
	} else if (data->hint == nullptr) {
		hint = hint_for(data->sqlerrcode, failed);
	} else if (data->sqlerrcode == ERRCODE_UNSAFE_NEW_ENUM_VALUE_USAGE) { // the server's tells what, not how
		hint = fmt::format("{} {}", data->hint, hint_for(data->sqlerrcode, failed));
	}
	const pg::HintArguments &arguments = pg::HintArguments::current();
	hint = core::with_arguments(hint, arguments.project, arguments.scope);
	pg_call([&] {
		MemoryContext here = MemoryContextSwitchTo(pg::ErrorHome::current());
		if (!hint.empty())
			data->hint = pstrdup(hint.c_str());
		if (!detail.empty())
			data->detail = pstrdup(detail.c_str());
		MemoryContextSwitchTo(here);
	});
	Failure failure;
	failure.scope = request.scope;
	failure.caller = caller;
	failure.direction = core::name(step.step.direction);
	failure.revision = step.script.revision.id;
	failure.checksum = step.section().checksum;
	failure.name = step.script.name;
	failure.line = place.line;
	failure.column = place.column;
	failure.statement = place.ordinal;
	failure.source_line = line_of(step.script.text, place.line);
	failure.sqlstate = unpack_sql_state(data->sqlerrcode);
	failure.message = data->message != nullptr ? data->message : "";
	failure.started_at = began;
	failure.duration = GetCurrentTimestamp() - began;
	remember_failure(std::move(failure));
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
		try {
			entry.statements = run_step(step, request.scope, place);
		} catch (const PgError &error) {
			explain(error, prepared, i, request, place, caller, entry.started_at);
			throw;
		}
		entry.direction = core::name(step.step.direction);
		entry.revision = step.script.revision.id;
		entry.checksum = step.section().checksum;
		entry.duration = GetCurrentTimestamp() - entry.started_at;
		log.push_back(std::move(entry));
	}
	return log;
}

// Facts that another major version's parser left are replaced by this one's.
void refresh_facts(const Prepared &prepared, const RunRequest &request) {
	for (const PreparedStep &s : prepared.steps)
		if (s.facts_are_new)
			store::update_facts(request.scope.project, s.script.revision.id,
				examine_section(s.script, Direction::upgrade),
				examine_section(s.script, Direction::downgrade));
}

} // namespace

std::vector<std::string> run(const RunRequest &request, const std::optional<std::string> &variables) {
	require_outside_run(function_name(request.direction));
	require_target_schema(request.scope);
	forget_failure();
	Variables settings = variables ? parse_variables(*variables) : Variables();
	if (at_the_head(request))
		return {};
	Prepared prepared = prepare_locked(request);
	if (prepared.steps.empty())
		return {};
	Caller caller = Caller::now();

	SettingsLevel level;
	for (const auto &[key, value] : settings)
		set_for_a_while("var." + key, value);
	std::vector<store::LogEntry> log = run_steps(prepared, request, caller);
	level.leave();

	try {
		pg::own_statements([&] {
			store::write_version_rows(
				request.scope, core::ids_of(prepared.project.graph(), prepared.plan.rows_after));
			store::write_log(request.scope, caller, log);
			refresh_facts(prepared, request);
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
	return lines;
}

} // namespace pgmigrate
