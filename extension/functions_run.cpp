// SQL entry points that run, plan, accept and stamp: unpack, call, pack.
#include "extension/enum_values.hpp"
#include "extension/failure.hpp"
#include "extension/half_applied.hpp"
#include "extension/preconditions.hpp"
#include "extension/runner.hpp"
#include "extension/stamp.hpp"
#include "extension/store.hpp"
#include "extension/targets.hpp"

#include "extension/entry_point.hpp"

using namespace pgmigrate;
using core::Direction;
using pg::Arguments;

namespace {

RunRequest run_request(const Arguments &args, Direction direction, std::string target) {
	return {Scope::from(args.text(1), args.text(2)), direction, std::move(target),
		args.text_array(4, "revisions")};
}

Datum run_rows(FunctionCallInfo fcinfo, Direction direction, std::string target) {
	Arguments args(fcinfo);
	return text_rows(fcinfo, run(run_request(args, direction, std::move(target)), args.jsonb(3)));
}

Datum plan_rows(FunctionCallInfo fcinfo, const RunRequest &request) {
	Planned planned = plan_only(request, pg::SnapshotKind::caller);
	std::string digest = digest_of(planned);
	std::vector<std::string> notes = enum_value_notes(request, planned, pg::SnapshotKind::caller);
	note_half_applied(request.scope, planned, notes);
	note_irreversible(planned, notes);
	pg::ResultRows rows(fcinfo);
	int ordinal = 0;
	for (const PlannedStep &s : planned.steps) {
		const core::Revision &revision = planned.revision(s);
		const std::string &note = notes[static_cast<std::size_t>(ordinal)];
		const pg::Value shown = note.empty() ? pg::Value(nullptr) : pg::Value(note);
		++ordinal;
		if (request.direction == Direction::downgrade)
			rows.add(
				{ordinal, core::name(s.step.direction), revision.id, revision.message, s.facts.statements,
					!s.facts.top_level, s.uploaded_by, s.accepted, s.reversible, shown, digest});
		else
			rows.add({ordinal, core::name(s.step.direction), revision.id, revision.message,
				s.facts.statements, !s.facts.top_level, s.uploaded_by, s.accepted, shown, digest});
	}
	return static_cast<Datum>(0);
}

Datum plan_rows(FunctionCallInfo fcinfo, Direction direction, std::string target) {
	Arguments args(fcinfo);
	return plan_rows(fcinfo, {Scope::from(args.text(1), args.text(2)), direction, std::move(target),
								 args.text_array(3, "revisions")});
}

Datum stamp_rows(FunctionCallInfo fcinfo, std::vector<std::string> targets) {
	Arguments args(fcinfo);
	return text_rows(fcinfo, stamp({Scope::from(args.text(2), args.text(3)), std::move(targets),
								 args.boolean(1), args.text_array(4, "revisions")}));
}

} // namespace

PGMIGRATE_FUNCTION(pgmigrate_upgrade) {
	return run_rows(fcinfo, Direction::upgrade, Arguments(fcinfo).required_text(0, "target"));
}

PGMIGRATE_FUNCTION(pgmigrate_upgrade_head) {
	return text_rows(
		fcinfo, run({Scope::from(std::nullopt), Direction::upgrade, "head", std::nullopt}, std::nullopt));
}

PGMIGRATE_FUNCTION(pgmigrate_downgrade) {
	return run_rows(fcinfo, Direction::downgrade, Arguments(fcinfo).required_text(0, "target"));
}

PGMIGRATE_FUNCTION(pgmigrate_downgrade_steps) {
	return run_rows(fcinfo, Direction::downgrade, steps_target(Arguments(fcinfo), "pgmigrate.downgrade"));
}

PGMIGRATE_FUNCTION(pgmigrate_stamp) {
	return stamp_rows(fcinfo, {Arguments(fcinfo).required_text(0, "target")});
}

PGMIGRATE_FUNCTION(pgmigrate_stamp_array) {
	return stamp_rows(fcinfo, targets_argument(Arguments(fcinfo)));
}

PGMIGRATE_FUNCTION(pgmigrate_upgrade_plan) {
	return plan_rows(fcinfo, Direction::upgrade, Arguments(fcinfo).required_text(0, "target"));
}

PGMIGRATE_FUNCTION(pgmigrate_upgrade_plan_head) {
	return plan_rows(fcinfo, {Scope::from(std::nullopt), Direction::upgrade, "head", std::nullopt});
}

PGMIGRATE_FUNCTION(pgmigrate_downgrade_plan) {
	return plan_rows(fcinfo, Direction::downgrade, Arguments(fcinfo).required_text(0, "target"));
}

PGMIGRATE_FUNCTION(pgmigrate_downgrade_plan_steps) {
	return plan_rows(
		fcinfo, Direction::downgrade, steps_target(Arguments(fcinfo), "pgmigrate.downgrade_plan"));
}

PGMIGRATE_FUNCTION(pgmigrate_accept) {
	Arguments args(fcinfo);
	require_outside_run("pgmigrate.accept()");
	require_writable("pgmigrate.accept()");
	return text_rows(
		fcinfo, accept_plan({Scope::from(args.text(2), args.text(3)), Direction::upgrade,
								args.required_text(0, "target"), args.text_array(4, "revisions")},
					args.required_text(1, "digest")));
}

PGMIGRATE_FUNCTION(pgmigrate_log_failure) {
	require_outside_run("pgmigrate.log_failure()");
	pg::ResultRows rows(fcinfo);
	if (!has_failure())
		return static_cast<Datum>(0);
	require_writable("pgmigrate.log_failure()"); // before it is taken: it can be logged later
	std::optional<Failure> failure = take_failure();
	const Failure &f = *failure;
	store::LogEntry entry{
		f.direction, f.revision, f.checksum, f.started_at, f.duration, f.statement, f.sqlstate, f.message};
	if (!f.logged)
		pg::own_statements([&] { store::write_log(f.scope, f.caller, {entry}); });
	rows.add({f.direction, f.revision, f.name.empty() ? pg::Value(nullptr) : pg::Value(f.name), f.line,
		f.column, f.statement, f.source_line});
	return static_cast<Datum>(0);
}
