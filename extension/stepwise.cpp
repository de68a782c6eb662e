#include "extension/stepwise.hpp"

#include <algorithm>
#include <map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/resolve.hpp"
#include "core/text.hpp"
#include "extension/activity.hpp"
#include "extension/debug_point.hpp"
#include "extension/detached_call.hpp"
#include "extension/failure.hpp"
#include "extension/half_applied.hpp"
#include "extension/migration_lock.hpp"
#include "extension/plan_locks.hpp"
#include "extension/preconditions.hpp"
#include "extension/rewrite_limit.hpp"
#include "extension/run_settings.hpp"
#include "extension/kept_lock.hpp"
#include "extension/step_ledger.hpp"
#include "extension/statement_timeout.hpp"
#include "extension/step.hpp"
#include "extension/step_launcher.hpp"
#include "extension/step_report.hpp"

namespace pgmigrate {

namespace {

using core::Direction;
using ledger::Entry;
using ledger::State;
using pg::pg_call;
using pg::PgError;

void say(const std::string &line) {
	pg_call([&] { ereport(INFO, (errmsg("%s", line.c_str()))); });
}

class StepwiseRun {
public:
	StepwiseRun(const StepwiseRequest &request, pg::ProcedureTransactions &transactions)
		: request_(request.run), detach_(request.detach), settings_(request.settings, request.variables),
		  transactions_(transactions), caller_(Caller::now()) {}
	void run();

private:
	bool plan();
	void require_same_role() const;
	void plan_again();
	void put_half_applied_first();
	void detach();
	void run_steps();
	void run_step(std::size_t i);
	void run_in_transactions(std::size_t i);
	void make_again(const PreparedStep &step, const std::vector<Statement> &statements, std::size_t s,
		SessionState &session);
	void run_unit(
		const PreparedStep &step, const std::vector<Statement> &statements, const Unit &unit, bool resumed);
	void run_at_top_level(std::size_t i);
	void show_worker(int pid);
	void begin_transaction(std::size_t i);
	void commit();
	void finish(std::size_t i, int statements);
	void log_failure(std::size_t i, const std::string &sqlstate, const std::string &message);
	void write_failure(const store::LogEntry &entry);

	RunRequest request_;
	bool detach_;
	RunSettings settings_;
	pg::ProcedureTransactions &transactions_;
	Caller caller_;
	std::string run_;
	Prepared prepared_;
	std::vector<std::string> rows_; // the version rows as the last step left them
	StepLedger ledger_;             // of the step that goes on
	ExecutionPlace place_;
	std::int64_t began_ = 0;
};

// Plans without the lock; false if there is nothing to do.
bool StepwiseRun::plan() {
	prepared_ = prepare(request_);
	if (prepared_.steps.empty() && !is_half_applied(request_.scope))
		return false;
	require_writable(request_.direction == Direction::upgrade ? "pgmigrate.upgrade_stepwise()"
															  : "pgmigrate.downgrade_stepwise()");
	check_runnable_stepwise(prepared_.steps, request_);
	warn_of_idle_rewrite_limit();
	return true;
}

// What ended with the caller's transaction would have been the first step's, and no other's.
void StepwiseRun::require_same_role() const {
	std::string role = pg_call([] { return GetUserNameFromId(GetUserId(), false); });
	if (role != caller_.current_user)
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			fmt::format("role \"{}\" was set for the current transaction only, and each step has its own",
				caller_.current_user),
			{}, "SET ROLE before the call instead of SET LOCAL ROLE; or set pgmigrate.role.");
}

// The plan as it is now that nobody else can change what it rests on.
void StepwiseRun::plan_again() {
	auto [rows, stamp] = pg::own_statements([&] {
		return std::pair(
			store::version_rows(request_.scope), store::project_state(request_.scope.project).graph_stamp);
	});
	if (rows != prepared_.project.rows || stamp != prepared_.project.graph_stamp) {
		prepared_ = prepare(request_);
		check_runnable_stepwise(prepared_.steps, request_);
	}
	rows_ = prepared_.project.rows;
	put_half_applied_first();
}

// What was begun is finished before anything else begins; all that it rests on is applied.
void StepwiseRun::put_half_applied_first() {
	std::vector<Entry> entries = pg::own_statements([&] { return ledger::entries(request_.scope); });
	if (entries.empty())
		return;
	auto step = std::find_if(prepared_.steps.begin(), prepared_.steps.end(), [&](const PreparedStep &s) {
		return s.script.revision.id == entries.front().revision &&
			   s.step.direction == entries.front().direction;
	});
	if (step == prepared_.steps.end())
		require_nothing_half_applied(request_.scope, "this call");
	auto at = step - prepared_.steps.begin();
	std::rotate(prepared_.steps.begin(), step, step + 1);
	std::rotate(prepared_.plan.steps.begin(), prepared_.plan.steps.begin() + at,
		prepared_.plan.steps.begin() + at + 1);
	ledger_.take(entries, entries.front().revision);
}

// At the beginning of a transaction of a step: the lock and the version rows are what they were.
void StepwiseRun::begin_transaction(std::size_t i) {
	pg_call([] { EnsurePortalSnapshotExists(); });
	lock_for_run(request_.scope);
	std::vector<std::string> rows = pg::own_statements([&] { return store::version_rows(request_.scope); });
	if (rows != rows_)
		throw core::Error("40001",
			fmt::format("the version rows have changed before {}", step_line(prepared_, i)),
			fmt::format("They were {}, and are {}.", fmt::join(rows_, ", "), fmt::join(rows, ", ")),
			"Somebody wrote to pgmigrate.version. See that it is right, and call again.");
}

void StepwiseRun::commit() {
	keep_lock_still();
	transactions_.commit();
}

// Records the step in the transaction that it ends with.
void StepwiseRun::finish(std::size_t i, int statements) {
	const PreparedStep &step = prepared_.steps[i];
	std::vector<std::string> rows = core::ids_of(
		prepared_.project.graph(), core::rows_after(prepared_.project.graph(), prepared_.plan, i + 1));
	store::LogEntry log{std::string(core::name(step.step.direction)), step.script.revision.id,
		step.script.section_checksum(step.step.direction), began_, GetCurrentTimestamp() - began_, statements,
		{}, {}};
	pg::own_statements([&] {
		store::write_version_rows(request_.scope, rows);
		store::write_log(request_.scope, caller_, {log});
		ledger::forget_step(request_.scope, step.script.revision.id);
		refresh_facts(request_.scope, step);
		rows_ = store::version_rows(request_.scope);
	});
	debug_point("step_recorded");
}

// What a statement that is done did for the session, or, of its settings, for the transaction.
void StepwiseRun::make_again(const PreparedStep &step, const std::vector<Statement> &statements,
	std::size_t s, SessionState &session) {
	if (!ledger_.is_made_again(step.script, step.step.direction, statements, s, session))
		return;
	go_to(place_, statements, s);
	execute_statement(statements[s], place_);
}

// The statements of a unit that are not done, after what those before them did for the session.
void StepwiseRun::run_unit(
	const PreparedStep &step, const std::vector<Statement> &statements, const Unit &unit, bool resumed) {
	// A file that was uploaded again may have other transactions than those whose statements are done.
	for (std::size_t s = unit.first; s < unit.last; s++)
		resumed = resumed || ledger_.is_done(s);
	SessionState session(!resumed);
	for (std::size_t s = 0; s < unit.first; s++)
		make_again(step, statements, s, session);
	lock_tables_of(std::span(statements).subspan(unit.first, unit.last - unit.first));
	debug_point("step_begun");
	for (std::size_t s = unit.first; s < unit.last; s++) {
		if (ledger_.is_done(s)) {
			make_again(step, statements, s, session);
			continue;
		}
		go_to(place_, statements, s);
		report_activity(
			activity_at(request_.scope, place_, static_cast<int>(statements.size())), Phase::running);
		execute_statement(statements[s], place_);
	}
	check_deferred_constraints(place_, std::span(statements).subspan(unit.first, unit.last - unit.first));
}

void StepwiseRun::run_in_transactions(std::size_t i) {
	const PreparedStep &step = prepared_.steps[i];
	SettingsLevel reading;
	set_for_a_while("standard_conforming_strings", "on");
	std::vector<Statement> statements = parse_step(step, request_.scope, place_);
	reading.leave();
	std::vector<Unit> units = units_of(step.script, step.step.direction, statements);
	if (units.empty())
		units.push_back({});
	ledger_.check(step.script, step.step.direction, statements);
	ledger::StepKey key{request_.scope, run_, step.script.revision.id, step.step.direction};
	bool resumed = false;
	for (std::size_t u = 0; u < units.size(); u++) {
		const Unit &unit = units[u];
		if (ledger_.is_done(unit) && u + 1 < units.size()) {
			resumed = true;
			continue;
		}
		begin_transaction(i);
		SettingsLevel run_level;
		settings_.apply();
		StepSettings step_level(step, request_.scope);
		run_unit(step, statements, unit, resumed);
		step_level.leave();
		run_level.leave();
		resumed = false;
		if (u + 1 == units.size()) {
			finish(i, static_cast<int>(statements.size()));
		} else {
			pg::own_statements([&] {
				for (std::size_t s = unit.first; s < unit.last; s++)
					ledger::write(key, static_cast<int>(s) + 1,
						std::string_view(place_.text).substr(statements[s].offset, statements[s].length),
						State::done);
			});
		}
		debug_point("step_before_commit");
		commit();
		debug_point("step_committed");
	}
}

void StepwiseRun::show_worker(int pid) {
	Activity activity = activity_at(request_.scope, place_, 0);
	activity.worker_pid = pid;
	report_activity(activity, Phase::waiting_for_worker);
}

void StepwiseRun::run_at_top_level(std::size_t i) {
	const PreparedStep &step = prepared_.steps[i];
	begin_transaction(i);
	SettingsLevel reading;
	set_for_a_while("standard_conforming_strings", "on");
	std::vector<Statement> statements = parse_step(step, request_.scope, place_);
	reading.leave();
	ledger_.check(step.script, step.step.direction, statements);
	WorkerTask task;
	task.scope = request_.scope;
	task.role = role_for_worker();
	task.run = run_;
	task.direction = step.step.direction;
	task.script = step.script.text;
	task.name = step.script.name;
	task.revision = step.script.revision.id;
	if (!statements.empty())
		(void)run_in_worker(
			task, transactions_, [&] { settings_.apply(); }, [&](int pid) { show_worker(pid); }, place_);
	debug_point("section_done");
	transactions_.commit();
	begin_transaction(i);
	finish(i, static_cast<int>(statements.size()));
	commit();
	debug_point("step_committed");
}

void StepwiseRun::log_failure(std::size_t i, const std::string &sqlstate, const std::string &message) {
	const PreparedStep &step = prepared_.steps[i];
	store::LogEntry log{std::string(core::name(step.step.direction)), step.script.revision.id,
		step.script.section_checksum(step.step.direction), began_, GetCurrentTimestamp() - began_,
		place_.ordinal, sqlstate, message};
	// The server signals a cancel request twice, and the second may come after the first has ended the statement.
	for (bool again = sqlstate == "57014";; again = false)
		try {
			return write_failure(log);
		} catch (const PgError &second) { // the first error is the one to tell
			if (again && second.data->sqlerrcode == ERRCODE_QUERY_CANCELED)
				continue;
			pg_call([&] { ereport(WARNING, (errmsg("could not log the failure: %s", second.what()))); });
			return;
		}
}

void StepwiseRun::write_failure(const store::LogEntry &entry) {
	transactions_.roll_back();
	std::vector<Entry> entries;
	pg::own_statements([&] {
		store::write_log(request_.scope, caller_, {entry});
		entries = ledger::entries(request_.scope);
	});
	warn_of_interrupted(entries);
	transactions_.commit();
}

void StepwiseRun::run_step(std::size_t i) {
	const PreparedStep &step = prepared_.steps[i];
	place_ = {};
	place_.step = static_cast<int>(i) + 1;
	place_.steps = static_cast<int>(prepared_.steps.size());
	began_ = GetCurrentTimestamp();
	if (!ledger_.empty()) {
		std::string line = fmt::format("going on with {} of revision \"{}\": {} of {} statements done",
			core::name(step.step.direction), step.script.revision.id, ledger_.done(), step.facts.statements);
		pg_call([&] { ereport(NOTICE, (errmsg("%s", line.c_str()))); });
	}
	try {
		MemoryContext outer = pg_call([] {
			return MemoryContextSwitchTo(
				AllocSetContextCreate(CurrentMemoryContext, "pgmigrate step", ALLOCSET_DEFAULT_SIZES));
		});
		if (step.section().transaction)
			run_in_transactions(i);
		else
			run_at_top_level(i);
		pg_call([&] {
			MemoryContext mine = MemoryContextSwitchTo(outer);
			MemoryContextDelete(mine);
		});
	} catch (const PgError &error) {
		explain(error, prepared_, i, request_, place_, caller_, began_, true);
		log_failure(i, unpack_sql_state(error.data->sqlerrcode), error.what());
		throw;
	} catch (const core::Error &error) {
		log_failure(i, error.sqlstate, error.message);
		throw;
	}
	ledger_.clear();
	say(step_line(prepared_, i));
}

void StepwiseRun::run_steps() {
	RunMark mark;
	for (std::size_t i = 0; i < prepared_.steps.size(); i++)
		run_step(i);
}

// Hands the whole run to a worker that needs nobody to wait for it.
void StepwiseRun::detach() {
	int pid = run_in_worker(
		detached_call(request_), transactions_, [&] { settings_.apply(); }, [](int) {}, place_);
	say(fmt::format("detached: process {}", pid));
}

void StepwiseRun::run() {
	forget_failure();
	SettingsLevel level;
	settings_.apply();
	int lock_wait = lock_wait_setting(); // the waiting outlasts transactions, and so the settings
	bool any = plan();
	if (any && !detach_)
		run_ = pg::own_statements([] { return ledger::new_run(); });
	level.leave();
	if (!any)
		return say_nothing_to_do(request_.scope, prepared_);
	if (detach_)
		return detach();
	CallerTimeout timeout;
	CallerActivity activity(CallerActivity::Mode::stepwise);
	KeptLock lock(request_.scope, lock_wait, transactions_);
	transactions_
		.commit(); // a transaction's one snapshot, in the stricter isolation levels, may be older than the lock
	require_same_role();
	SettingsLevel again;
	settings_.apply();
	report_activity({.scope = request_.scope, .direction = request_.direction}, Phase::planning);
	plan_again();
	again.leave();
	run_steps();
	activity.leave();
}

} // namespace

void run_stepwise(const StepwiseRequest &request, pg::ProcedureTransactions &transactions) {
	require_outside_run(request.run.direction == Direction::upgrade ? "pgmigrate.upgrade_stepwise()"
																	: "pgmigrate.downgrade_stepwise()");
	require_target_schema(request.run.scope);
	StepwiseRun(request, transactions).run();
}

} // namespace pgmigrate
