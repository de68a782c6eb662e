#include "extension/activity.hpp"

#include "core/activity_text.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

// Between the server's epoch, 2000-01-01, and that of Unix.
constexpr std::int64_t kEpochs = (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * USECS_PER_DAY;

// What the reports of one statement have in common.
struct StatementBegun {
	core::Direction direction = core::Direction::upgrade;
	std::string revision;
	int statement = 0;
	TimestampTz at = 0;
};

StatementBegun begun;

// What was reported last, with its text. Leaked: a destructor would run at backend exit.
struct Reported {
	Activity activity;
	std::string text;
};
Reported &reported() {
	static auto *last = new Reported;
	return *last;
}

const char *run_mode = "";

std::string_view name(Phase phase) {
	switch (phase) {
	case Phase::waiting_for_migration_lock:
		return "waiting for the migration lock";
	case Phase::planning:
		return "planning";
	case Phase::taking_table_locks:
		return "taking table locks";
	case Phase::running:
		return "running";
	case Phase::recording:
		return "recording";
	case Phase::waiting_for_worker:
		return "waiting for the worker";
	case Phase::cleaning_up:
		return "cleaning up";
	}
	return {};
}

TimestampTz begin_of_statement(const Activity &activity) {
	core::Direction direction = activity.direction.value_or(core::Direction::upgrade);
	if (begun.at == 0 || begun.statement != activity.statement || begun.direction != direction ||
		begun.revision != activity.revision)
		begun = {direction, activity.revision, activity.statement, GetCurrentTimestamp()};
	return begun.at;
}

} // namespace

Activity activity_at(const Scope &scope, const ExecutionPlace &place, int statements) {
	Activity activity{.scope = scope,
		.direction = std::string_view(place.direction) == core::name(core::Direction::downgrade)
						 ? core::Direction::downgrade
						 : core::Direction::upgrade,
		.revision = place.revision,
		.step = place.step,
		.steps = place.steps,
		.statement = place.ordinal,
		.statements = statements};
	if (place.ordinal > 0) {
		activity.tag = place.tag;
		activity.text = std::string_view(place.text + place.offset, place.length);
	}
	return activity;
}

void report_activity(const Activity &activity, Phase phase) {
	if (!pgstat_track_activities)
		return;
	core::ActivityText text{.project = activity.scope.project,
		.target_schema = activity.scope.target_schema,
		.mode = run_mode,
		.direction = activity.direction ? std::string(core::name(*activity.direction)) : std::string(),
		.revision = activity.revision,
		.tag = activity.tag,
		.phase = std::string(name(phase)),
		.step = activity.step,
		.steps = activity.steps,
		.statement = activity.statement,
		.statements = activity.statements,
		.worker_pid = activity.worker_pid,
		.blocked_by = activity.blocked_by,
		.since = begin_of_statement(activity) + kEpochs};
	std::size_t room = pgstat_track_activity_query_size;
	Reported &kept = reported();
	if (&kept.activity != &activity) {
		kept.activity = activity;
		kept.text = activity.text.substr(0, room);
		kept.activity.text = kept.text;
	}
	const std::string shown = core::write_activity(text, kept.text);
	pg_call([&] { pgstat_report_activity(STATE_RUNNING, shown.c_str()); });
}

void report_phase(Phase phase, int blocked_by) {
	if (*run_mode == '\0')
		return; // nothing that anybody follows
	Activity &activity = reported().activity;
	activity.blocked_by = blocked_by;
	report_activity(activity, phase);
}

CallerActivity::CallerActivity(std::optional<Mode> mode)
	: outer_mode_(run_mode), query_id_(static_cast<std::uint64_t>(pgstat_get_my_query_id())) {
	begun = {};
	if (mode)
		run_mode = *mode == Mode::stepwise ? "stepwise" : "one transaction";
}

CallerActivity::~CallerActivity() {
	run_mode = outer_mode_;
	if (!left_) // an error: the session would be shown with our text until its next statement
		show_caller();
}

void CallerActivity::leave() {
	left_ = true;
	show_caller();
}

// Neither fails.
void CallerActivity::show_caller() const {
	pgstat_report_activity(STATE_RUNNING, debug_query_string != nullptr ? debug_query_string : "");
	pgstat_report_query_id(query_id_, true);
}

} // namespace pgmigrate
