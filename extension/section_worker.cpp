#include "extension/section_worker.hpp"

#include <cstring>

#include <fmt/format.h>

#include "core/script_file.hpp"
#include "extension/activity.hpp"
#include "extension/debug_point.hpp"
#include "extension/failure.hpp"
#include "extension/hints.hpp"
#include "extension/ledger.hpp"
#include "extension/lock_watch.hpp"
#include "extension/migration_lock.hpp"
#include "extension/plan_locks.hpp"
#include "extension/preconditions.hpp"
#include "extension/section_units.hpp"
#include "extension/settings_level.hpp"
#include "extension/statement_timeout.hpp"
#include "extension/step.hpp"
#include "extension/step_ledger.hpp"
#include "extension/table_locks.hpp"
#include "extension/unfinished.hpp"

namespace pgmigrate {

namespace {

using core::Direction;
using pg::pg_call;
using pg::PgError;

// How long cleaning up waits for others where the caller has said that he does not want to wait: by a cancel or a timeout.
constexpr const char *kCleanUpInHaste = "5s";

// Only where it was raised can one see which of the errors of one SQLSTATE it was: what travels to the caller is translated.
void hint_where_raised(ErrorData &error) {
	FailedStep failed{};
	failed.timed_out = is_statement_timeout(error) || is_lock_timeout(error);
	failed.no_schema = is_without_schema(error);
	if (error.hint != nullptr || !(failed.timed_out || failed.no_schema))
		return;
	std::string hint = hint_for(error.sqlerrcode, failed);
	pg_call([&] { error.hint = MemoryContextStrdup(pg::ErrorHome::current(), hint.c_str()); });
}

// What is to be written with the first transaction that a statement commits by itself.
const std::function<void()> *before_own_commit = nullptr;
bool written = false;

// The server's errors and C++'s part here, as at any entry point: it is the server that calls.
void watch_commits(XactEvent event, void *) {
	if (event == XACT_EVENT_COMMIT && written)
		before_own_commit = nullptr;
	if (event != XACT_EVENT_PRE_COMMIT || before_own_commit == nullptr)
		return;
	(void)pg::pg_boundary([] {
		(*before_own_commit)();
		return static_cast<Datum>(0);
	});
	written = true;
}

class SectionWorker {
public:
	explicit SectionWorker(const WorkerTask &task);
	void run();

private:
	void start_session();
	void read_ledger();
	void replay_session_state(const Unit &unit);
	void run_transaction(const Unit &unit);
	void execute(std::size_t statement, Coverage coverage, bool &ended);
	void run_at_top_level(std::size_t statement);
	void recover(const ledger::Entry &entry);
	void recover_what_is_gone();
	void begin(std::size_t statement, Coverage coverage);
	void clean_up(std::size_t statement, Coverage coverage, bool in_haste);
	void write(std::size_t statement, ledger::State state);
	std::string_view text(std::size_t statement) const;
	void send_place() const;
	void show(Phase phase) const;

	const WorkerTask &task_;
	PreparedStep step_;
	ledger::StepKey key_;
	ExecutionPlace place_;
	std::vector<Statement> statements_;
	std::vector<Unit> units_;
	StepLedger ledger_;
	std::vector<std::string> invalid_before_;
	SessionState session_{false};
};

SectionWorker::SectionWorker(const WorkerTask &task)
	: task_(task), step_{{task.direction, 0}, core::parse_scripts(task.script, task.name).front(), {}, false,
					   {}},
	  key_{task.scope, task.run, step_.script.revision.id, task.direction} {}

void SectionWorker::start_session() {
	in_transaction(place_, [&] {
		keep_lock_for_worker(task_.scope);
		start_step(task_.scope, set_for_session);
		apply_directives(step_.script, set_for_session);
	});
}

void SectionWorker::read_ledger() {
	in_transaction(place_,
		[&] { pg::own_statements([&] { ledger_.take(ledger::entries(task_.scope), key_.revision); }); });
}

std::string_view SectionWorker::text(std::size_t statement) const {
	const Statement &s = statements_[statement];
	return std::string_view(place_.text).substr(s.offset, s.length);
}

void SectionWorker::write(std::size_t statement, ledger::State state) {
	bool read_only = std::exchange(XactReadOnly, false); // what a script says of its statements
	with_context(place_, [&] {
		pg::own_statements([&] {
			ledger::write(key_, static_cast<int>(statement) + 1, text(statement), state, invalid_before_);
		});
	});
	XactReadOnly = read_only;
}

void SectionWorker::send_place() const {
	pg_call([&] {
		StringInfoData message;
		pq_beginmessage(&message, kPlaceMessage);
		pq_sendint32(&message, place_.ordinal);
		pq_sendint32(&message, place_.line);
		pq_sendint32(&message, place_.column);
		pq_sendstring(&message, place_.tag);
		pq_endmessage(&message);
	});
}

// What earlier runs did for the session alone is done again in this one.
void SectionWorker::replay_session_state(const Unit &unit) {
	for (std::size_t i = unit.first; i < unit.last; i++) {
		bool again = false;
		in_transaction(place_,
			[&] { again = ledger_.is_made_again(step_.script, task_.direction, statements_, i, session_); });
		if (!again)
			continue;
		go_to(place_, statements_, i);
		execute_at_top_level(
			statements_[i], place_, [] {}, [] {});
	}
}

void SectionWorker::show(Phase phase) const {
	report_activity(activity_at(task_.scope, place_, static_cast<int>(statements_.size())), phase);
}

void SectionWorker::run_transaction(const Unit &unit) {
	std::span<const Statement> statements =
		std::span(statements_).subspan(unit.first, unit.last - unit.first);
	begin_transaction();
	keep_lock_for_worker(task_.scope);
	lock_tables_of(statements);
	for (std::size_t i = unit.first; i < unit.last; i++) {
		// A file that was uploaded again may have other transactions than those whose statements are done.
		bool done = ledger_.is_done(i);
		if (done && !ledger_.is_made_again(step_.script, task_.direction, statements_, i, session_))
			continue;
		go_to(place_, statements_, i);
		show(Phase::running);
		execute_statement(statements_[i], place_);
		if (!done)
			write(i, ledger::State::done);
	}
	check_deferred_constraints(place_, statements);
	debug_point("worker_before_commit");
	commit_transaction(place_);
}

// Deals with what an earlier run left of the statement, as it was then.
void SectionWorker::recover(const ledger::Entry &entry) {
	Statement begun{};
	in_transaction(place_, [&] {
		begun.raw =
			pg_call([&] { return linitial_node(RawStmt, pg_parse_query(pstrdup(entry.text.c_str()))); });
	});
	drop_unfinished_indexes(begun, entry.invalid_indexes, place_);
}

// What was interrupted and stands in the file no more, as it was, is nothing that its statement will come to.
void SectionWorker::recover_what_is_gone() {
	for (const auto &[ordinal, entry] : ledger_.entries()) {
		auto index = static_cast<std::size_t>(ordinal) - 1;
		if (entry.state != ledger::State::started ||
			(index < statements_.size() && ledger::checksum_of(text(index)) == entry.checksum))
			continue;
		recover(entry);
		in_transaction(place_,
			[&] { pg::own_statements([&] { ledger::forget(task_.scope, key_.revision, ordinal); }); });
	}
}

// Notes that the statement begins, so that whoever comes after a crash knows.
void SectionWorker::begin(std::size_t statement, Coverage coverage) {
	in_transaction(place_, [&] {
		keep_lock_for_worker(task_.scope);
		refuse_invalid_index(statements_[statement]);
		invalid_before_.clear();
		Node *node = statements_[statement].raw->stmt;
		if (coverage == Coverage::several_transactions && (IsA(node, IndexStmt) || IsA(node, ReindexStmt)))
			invalid_before_ = invalid_indexes();
		write(statement, ledger::State::started);
	});
}

// After an error: the statement leaves nothing, or its row says that it does.
void SectionWorker::clean_up(std::size_t statement, Coverage coverage, bool in_haste) {
	if (coverage == Coverage::transaction)
		return;
	show(Phase::cleaning_up);
	in_transaction(place_, [&] {
		set_for_session(
			"lock_timeout", in_haste ? kCleanUpInHaste : fmt::format("{}", table_lock_wait_setting()));
	});
	drop_unfinished_indexes(statements_[statement], invalid_before_, place_);
	in_transaction(place_, [&] {
		pg::own_statements([&] {
			for (const ledger::Entry &entry : ledger::entries(task_.scope))
				if (entry.revision == key_.revision && entry.statement == static_cast<int>(statement) + 1 &&
					entry.state == ledger::State::started)
					ledger::forget(task_.scope, key_.revision, entry.statement);
		});
	});
}

// Runs the statement; tries again where it was cut off while it waited for a lock, and has committed nothing that an abort
// or running it again would not make good.
void SectionWorker::execute(std::size_t statement, Coverage coverage, bool &ended) {
	const std::function<void()> partly = [&] { write(statement, ledger::State::partly); };
	auto first = [&] {
		keep_lock_for_worker(task_.scope); // DISCARD ALL may have released it
		written = false;
		before_own_commit = coverage == Coverage::commits ? &partly : nullptr;
	};
	auto last = [&] {
		before_own_commit = nullptr;
		ended = true;
		debug_point("statement_executed");
		write(statement, ledger::State::done);
		debug_point("statement_recorded");
	};
	struct EndOfStatement { // however it ends: the mark goes with this call
		~EndOfStatement() { before_own_commit = nullptr; }
	} end;
	LockRetry retry;
	for (;;) {
		show(Phase::running);
		MemoryContext outer = pg_call([] { // what fails does not free what it took
			return MemoryContextSwitchTo(
				AllocSetContextCreate(CurrentMemoryContext, "pgmigrate try", ALLOCSET_DEFAULT_SIZES));
		});
		auto forget = [&] { pg_call([&] { MemoryContextDelete(MemoryContextSwitchTo(outer)); }); };
		try {
			execute_at_top_level(statements_[statement], place_, first, last);
			return forget();
		} catch (const PgError &error) {
			std::optional<ForeseenLock> busy = cut_off_lock();
			bool committed = coverage == Coverage::commits && before_own_commit == nullptr;
			if (!busy || committed || coverage == Coverage::none)
				throw;
			before_own_commit = nullptr;
			pg_call([&] { FreeErrorData(error.data); });
			abort_transaction();
			forget();
			in_transaction(
				place_, [&] { with_context(place_, [&] { retry.wait_for(*busy, LockPatience::now()); }); });
		}
	}
}

void SectionWorker::run_at_top_level(std::size_t statement) {
	go_to(place_, statements_, statement);
	place_.line = location_in(step_.script, task_.direction, statements_[statement].offset).line;
	send_place();
	Coverage coverage = coverage_of(statements_[statement].raw->stmt);
	if (const ledger::Entry *entry = ledger_.entry(statement)) {
		show(Phase::cleaning_up);
		recover(*entry);
	}
	if (coverage == Coverage::several_transactions &&
		finalize_detach(statements_[statement], place_, [&] { write(statement, ledger::State::done); }))
		return;
	if (coverage != Coverage::transaction)
		begin(statement, coverage);
	bool ended = false;
	try {
		if (coverage != Coverage::transaction)
			debug_point("statement_begun");
		execute(statement, coverage, ended);
	} catch (const PgError &error) {
		abort_transaction();
		if (ended && coverage == Coverage::none) // no abort takes back what it did
			throw;
		try {
			clean_up(statement, coverage,
				error.data->sqlerrcode == ERRCODE_QUERY_CANCELED ||
					error.data->sqlerrcode == ERRCODE_LOCK_NOT_AVAILABLE);
		} catch (const std::exception &second) { // the first error is the one to tell
			abort_transaction();
			pg_call([&] {
				ereport(WARNING, (errmsg("could not clean up after the statement: %s", second.what())));
			});
		}
		throw;
	}
	debug_point("statement_committed");
}

void SectionWorker::run() {
	start_session();
	pg_call([] { RegisterXactCallback(watch_commits, nullptr); });
	in_transaction(place_, [&] { statements_ = parse_step(step_, task_.scope, place_); });
	units_ = units_of(step_.script, task_.direction, statements_);
	read_ledger();
	recover_what_is_gone();
	RunMark mark;
	CallerActivity activity(CallerActivity::Mode::stepwise);
	for (const Unit &unit : units_) {
		try {
			if (ledger_.is_done(unit))
				replay_session_state(unit);
			else if (unit.at_top_level)
				run_at_top_level(unit.first);
			else
				run_transaction(unit);
		} catch (const PgError &error) {
			hint_where_raised(*error.data);
			send_place();
			throw;
		}
	}
}

} // namespace

void run_section(const WorkerTask &task) {
	SectionWorker(task).run();
}

} // namespace pgmigrate
