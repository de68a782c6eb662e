#include "extension/half_applied.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/text.hpp"
#include "extension/migration_lock.hpp"
#include "extension/preconditions.hpp"
#include "extension/session_state.hpp"
#include "extension/settings_level.hpp"
#include "extension/step_ledger.hpp"

namespace pgmigrate {

namespace {

using core::Direction;
using core::text::sql_literal;
using ledger::Entry;
using ledger::State;

std::vector<Entry> entries_of(const std::string &project, const std::string &revision) {
	return pg::own_statements([&] { return ledger::entries_of(project, revision); });
}

[[noreturn]] void refuse_change(const core::Script &script, const Entry &entry, const std::string &detail) {
	throw core::Error(core::condition::half_applied,
		fmt::format("revision \"{}\" is half applied, and statement {} of its {} section has changed",
			script.revision.id, entry.statement, core::name(entry.direction)),
		detail, "Leave what is done as it was; what comes after it may change.")
		.at({script.name, script.revision.id, script.section(entry.direction).line, 0});
}

// Throws unless what is done in one direction, in any target schema, is as it was.
void check_section_unchanged(
	const core::Script &script, Direction direction, const std::vector<Entry> &entries) {
	SettingsLevel settings;
	set_for_a_while("standard_conforming_strings", "on");
	std::vector<Statement> statements = parse_section(script, direction);
	settings.leave();
	std::string_view text = script.sql(direction);
	for (const Entry &entry : entries) {
		if (entry.direction != direction)
			continue;
		if (entry.state == State::started) {
			if (script.section(direction).transaction)
				refuse_change(script, entry,
					"That statement was interrupted, and only a section marked \"transaction:false\" can drop what it left.");
			continue;
		}
		auto index = static_cast<std::size_t>(entry.statement) - 1;
		if (index >= statements.size())
			refuse_change(script, entry, fmt::format("Its statements are {} now.", statements.size()));
		const Statement &s = statements[index];
		if (ledger::checksum_of(text.substr(s.offset, s.length)) != entry.checksum)
			refuse_change(script, entry,
				ledger::is_done(entry.state) ? "That statement is done."
											 : "A part of that statement is done.");
	}
}

bool made_session_objects(const Entry &entry) {
	return may_make_session_objects(pg::pg_call(
		[&] { return linitial_node(RawStmt, pg_parse_query(pstrdup(entry.text.c_str())))->stmt; }));
}

} // namespace

bool is_half_applied(const Scope &scope) {
	return pg::own_statements([&] { return !ledger::entries(scope).empty(); });
}

void note_half_applied(const Scope &scope, const Planned &planned, std::vector<std::string> &notes) {
	std::vector<ledger::Entry> entries = pg::own_statements([&] { return ledger::entries(scope); });
	for (std::size_t i = 0; i < planned.steps.size() && !entries.empty(); i++) {
		const PlannedStep &step = planned.steps[i];
		StepLedger known;
		known.take(entries, planned.revision(step).id);
		if (known.empty() || known.entries().begin()->second.direction != step.step.direction)
			continue;
		notes[i] = fmt::format("half done: {} of {} statements{}{}", known.done(), step.facts.statements,
			notes[i].empty() ? "" : "; ", notes[i]);
	}
}

void require_nothing_half_applied(const Scope &scope, const char *function) {
	std::vector<Entry> entries = pg::own_statements([&] { return ledger::entries(scope); });
	if (entries.empty())
		return;
	const Entry &first = entries.front();
	auto last_done = std::count_if(entries.begin(), entries.end(),
		[&](const Entry &e) { return e.revision == first.revision && ledger::is_done(e.state); });
	auto interrupted = std::find_if(entries.begin(), entries.end(),
		[&](const Entry &e) { return e.revision == first.revision && !ledger::is_done(e.state); });
	store::StoredScript stored;
	for (store::StoredScript &found :
		pg::own_statements([&] { return store::scripts(scope.project, {first.revision}); }))
		stored = std::move(found);
	std::string target = first.direction == Direction::upgrade ? first.revision
						 : stored.revises.empty()              ? "base"
															   : stored.revises.front();
	throw core::Error(core::condition::half_applied,
		fmt::format("{} of revision \"{}\" is half done", core::name(first.direction), first.revision),
		fmt::format("Statements done: {} of {}{}; {} cannot go on from there.", last_done,
			stored.facts(first.direction).statements,
			interrupted == entries.end() ? "" : fmt::format("; interrupted: {}", interrupted->statement),
			function),
		fmt::format(
			"{}; goes on where it stopped. To give it up: SELECT pgmigrate.stamp('current', purge => true\x02).",
			stepwise_call(first.direction, target)));
}

void check_half_applied_unchanged(const std::string &project, const core::Script &script, bool same_place) {
	std::vector<Entry> entries = entries_of(project, script.revision.id);
	if (entries.empty())
		return;
	if (!same_place)
		throw core::Error(core::condition::half_applied,
			fmt::format("revision \"{}\" is half applied, and would rest on others", script.revision.id), {},
			"Leave revises and depends_on as they are until it is finished.")
			.at({script.name, script.revision.id, 0, 0});
	for (Direction direction : {Direction::upgrade, Direction::downgrade})
		if (std::any_of(
				entries.begin(), entries.end(), [&](const Entry &e) { return e.direction == direction; }))
			check_section_unchanged(script, direction, entries);
}

void require_not_half_applied(
	const std::string &project, const std::string &revision, const std::string &what) {
	std::vector<Entry> entries = entries_of(project, revision);
	if (entries.empty())
		return;
	const Entry &first = entries.front();
	std::string where; // any target schema may be the one, whatever the caller's is
	if (!first.target_schema.empty())
		where = fmt::format(", target_schema => {}", sql_literal(first.target_schema));
	throw core::Error(core::condition::half_applied,
		fmt::format("cannot {} revision \"{}\": it is half applied", what, revision), {},
		fmt::format("Finish it first: CALL pgmigrate.{}_stepwise({}\x01{}); or give it up: "
					"SELECT pgmigrate.stamp('current', purge => true\x01{}).",
			core::name(first.direction), sql_literal(revision), where, where));
}

std::string resolve_statement(
	const Scope &scope, const std::string &revision, int statement, const std::string &decision) {
	require_outside_run("pgmigrate.resolve()");
	if (decision != "done" && decision != "run")
		throw core::Error(core::sqlstate::invalid_parameter_value,
			fmt::format("invalid decision: \"{}\"", decision), {},
			"'done' if the statement did its work, 'run' if it is to be run again.");
	require_writable("pgmigrate.resolve()");
	lock_for_run(scope);
	std::vector<Entry> entries = pg::own_statements([&] { return ledger::entries(scope); });
	auto found = std::find_if(entries.begin(), entries.end(),
		[&](const Entry &e) { return e.revision == revision && e.statement == statement; });
	bool done = found != entries.end() && ledger::is_done(found->state);
	if (found == entries.end() || (done && !made_session_objects(*found)))
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			fmt::format("statement {} of revision \"{}\" is not an interrupted one", statement, revision),
			found != entries.end() ? "It is done." : "The ledger has no such statement.",
			"The CALL that runs the revision says which statement it asks about.");
	std::string run;
	pg::own_statements([&] {
		pg::query("SELECT run::text FROM pgmigrate.ledger WHERE project = $1 AND target_schema = $2"
				  " AND revision = $3 AND statement = $4",
			{scope.project, scope.target_schema, revision, statement},
			[&](const pg::Row &row) { run = row.string(0); });
		if (decision == "run" && !done)
			ledger::forget(scope, revision, statement);
		else
			ledger::write({scope, run, revision, found->direction}, statement, found->text,
				!done               ? State::done
				: decision == "run" ? State::again
									: State::over);
	});
	const char *answer = done ? (decision == "run" ? "will be made again" : "will not be made again")
						 : decision == "run" ? "will be run again"
											 : "counts as done";
	return fmt::format("statement {} of revision \"{}\" {}", statement, revision, answer);
}

} // namespace pgmigrate
