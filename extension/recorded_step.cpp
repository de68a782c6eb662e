#include "extension/recorded_step.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/plan.hpp"
#include "core/resolve.hpp"
#include "core/text.hpp"
#include "extension/execution.hpp"
#include "extension/graph_cache.hpp"
#include "extension/half_applied.hpp"
#include "extension/migration_lock.hpp"
#include "extension/preconditions.hpp"
#include "extension/prepared.hpp"
#include "extension/rewrite_limit.hpp"
#include "extension/section_trees.hpp"
#include "extension/remembered_settings.hpp"
#include "extension/settings_level.hpp"
#include "extension/snapshot_check.hpp"
#include "extension/step.hpp"

#include "extension/pg/transaction_ends.hpp"

namespace pgmigrate {

namespace {

using core::Direction;
using pg::pg_call;

constexpr const char *kNote = "run by a script, outside pgmigrate";

// A step between begin_step and record_step: within a transaction its settings are a level that stays open; outside of
// one they are the session's.
struct OpenStep {
	Scope scope;
	OutsideStep step;
	bool allows_rewrite;
	SectionTrees trees;
	std::string checksum; // of the section that was stored then
	TimestampTz began;
	bool in_transaction;
	SubTransactionId subtransaction;
	std::optional<SettingsLevel> level;
	RememberedSettings settings;
};

// Leaked: a destructor would run at backend exit.
std::optional<OpenStep> &open_step() {
	static auto *open = new std::optional<OpenStep>;
	return *open;
}

void forget_at_end(XactEvent event, void *) {
	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE)
		return;
	if (open_step() && open_step()->in_transaction)
		open_step().reset();
}

// What a rollback to a savepoint takes back was never begun.
void forget_at_rollback(SubXactEvent event, SubTransactionId subtransaction, SubTransactionId, void *) {
	if (event == SUBXACT_EVENT_ABORT_SUB && open_step() && open_step()->in_transaction &&
		open_step()->subtransaction == subtransaction)
		open_step().reset();
}

// Forgets a step that was begun and never recorded.
void drop_open_step() {
	release_step_lock();
	if (!open_step())
		return;
	OpenStep open = *std::move(open_step());
	open_step().reset();
	if (!open.in_transaction)
		open.settings.put_back();
	else if (open.subtransaction == GetCurrentSubTransactionId() && open.level->is_innermost())
		open.level->leave(); // else a rollback to a savepoint has left it
}

// Puts back what was set since begin_step. Where that can no longer be told, the statements between may have run without
// it: in another schema, as another role.
void end_open_step() {
	release_step_lock(); // the caller's transaction has the lock, too
	if (!open_step())
		return;
	OpenStep open = *std::move(open_step());
	open_step().reset();
	if (open.in_transaction != pg_call([] { return IsTransactionBlock(); }) ||
		(open.in_transaction &&
			(open.subtransaction != GetCurrentSubTransactionId() || !open.level->is_innermost())))
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			"what pgmigrate.begin_step() set is no longer in force",
			"A transaction or savepoint began or ended before pgmigrate.record(), or one of the two was called from a "
			"function.",
			"Roll back, and run the script as it was written, with psql's ON_ERROR_ROLLBACK off.");
	if (open.in_transaction)
		open.level->leave();
	else
		open.settings.put_back();
}

void require_ready(const Scope &scope, const char *function) {
	require_outside_run(function);
	require_own_identity(function);
	require_writable(function);
	require_target_schema(scope);
	lock_for_run(scope);
	require_nothing_half_applied(scope, function);
	check_version_rows_in_snapshot(scope);
}

std::string listed(const std::vector<std::string> &rows) {
	return rows.empty() ? std::string("nothing") : core::text::quoted_list(rows);
}

// A step that may be the next one, and the version rows after it.
struct NextStep {
	ProjectGraph project;
	core::Step step;
	std::vector<std::string> rows_after;
};

[[noreturn]] void refuse(const std::string &message, std::string detail) {
	throw core::Error(core::sqlstate::object_not_in_prerequisite_state, message, std::move(detail),
		"Look at what is applied: SELECT * FROM pgmigrate.history(); and write the script again from there.");
}

void check_upgrade(const core::RevisionGraph &graph, const core::NodeSet &applied, core::Node node) {
	const std::string &id = graph[node].id;
	if (applied.contains(node))
		refuse(fmt::format("revision \"{}\" is applied already", id), {});
	(void)graph.closure(std::span(&node, 1)); // throws where something is not there
	for (auto below : {graph.parents(node), graph.dependencies(node)})
		for (core::Node n : below)
			if (!applied.contains(n))
				refuse(fmt::format("revision \"{}\" cannot be the next one to be applied", id),
					fmt::format("It rests on \"{}\", which is not applied.", graph[n].id));
}

void check_downgrade(const core::RevisionGraph &graph, const core::NodeSet &applied, core::Node node) {
	const std::string &id = graph[node].id;
	if (!applied.contains(node))
		refuse(fmt::format("revision \"{}\" is not applied", id), {});
	for (auto above : {graph.children(node), graph.dependents(node)})
		for (core::Node n : above)
			if (applied.contains(n))
				refuse(fmt::format("revision \"{}\" cannot be the next one to be taken back", id),
					fmt::format("\"{}\", which is applied, rests on it.", graph[n].id));
}

NextStep require_next(const Scope &scope, const OutsideStep &wanted) {
	ProjectGraph project = read_graph(scope, std::nullopt);
	const core::RevisionGraph &graph = project.graph();
	std::optional<core::Node> node = graph.find(wanted.revision);
	if (!node)
		throw core::Error(core::condition::unknown_revision,
			fmt::format("revision \"{}\" is not uploaded", wanted.revision), {},
			"Give its whole id; or upload its file: SELECT * FROM pgmigrate.upload(script).");
	core::NodeSet applied = core::applied_set(graph, project.rows);
	if (wanted.direction == Direction::upgrade) {
		check_upgrade(graph, applied, *node);
		applied.insert(*node);
	} else {
		check_downgrade(graph, applied, *node);
		applied.erase(*node);
	}
	std::vector<std::string> after = core::ids_of(graph, graph.tips(applied));
	return {std::move(project), {wanted.direction, *node}, std::move(after)};
}

core::Script stored_script(const Scope &scope, const std::string &id) {
	std::vector<store::StoredScript> stored =
		pg::own_statements([&] { return store::scripts(scope.project, {id}); });
	if (stored.empty())
		fail_not_stored(id);
	return parse_stored(stored.front());
}

[[noreturn]] void fail_another_text(const OutsideStep &step) {
	throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
		fmt::format("the {} section of revision \"{}\" is another one here", core::name(step.direction),
			step.revision),
		"The script was written from another text than the one that is stored here.",
		"Upload the same file here, or write the script again from what is here.");
}

// Checks what the step's statements left pending, as a run does. Returns their number.
int check_constraints(const core::Script &script, Direction direction) {
	if (!script.section(direction).present)
		return 0;
	SettingsLevel settings;
	set_for_a_while("standard_conforming_strings", "on");
	std::vector<Statement> statements = parse_section(script, direction);
	settings.leave();
	ExecutionPlace place;
	std::string_view sql = script.sql(direction);
	place.revision = script.revision.id.c_str();
	place.direction = direction == Direction::upgrade ? "upgrade" : "downgrade";
	place.file = script.name.empty() ? nullptr : script.name.c_str();
	place.text = pg_call([&] { return pnstrdup(sql.data(), sql.size()); });
	place.section_line = script.section(direction).line;
	check_deferred_constraints(place, statements);
	return static_cast<int>(statements.size());
}

} // namespace

void require_current(const Scope &scope, std::vector<std::string> revisions) {
	require_ready(scope, "pgmigrate.require_current()");
	std::sort(revisions.begin(), revisions.end());
	revisions.erase(std::unique(revisions.begin(), revisions.end()), revisions.end());
	std::vector<std::string> rows = pg::own_statements([&] { return store::version_rows(scope); });
	if (rows == revisions)
		return;
	std::string hint = "Write the script again where the same is applied";
	if (rows.size() < 2)
		hint += fmt::format(", or anywhere from that start: SELECT pgmigrate.upgrade_script({})",
			core::text::sql_literal((rows.empty() ? "base" : rows.front()) + ":heads"));
	throw core::Error(core::condition::unexpected_current, "what is applied is not what the script assumes",
		fmt::format("It assumes {}; applied is {}.", listed(revisions), listed(rows)), hint + ".");
}

void begin_step(const Scope &scope, const OutsideStep &step, const std::optional<std::string> &checksum) {
	require_ready(scope, "pgmigrate.begin_step()");
	(void)require_next(scope, step);
	const core::Script script = stored_script(scope, step.revision);
	const std::string stored = script.section_checksum(step.direction);
	if (checksum && *checksum != stored)
		fail_another_text(step);
	pg::follow_transactions<forget_at_end, forget_at_rollback>();
	drop_open_step();
	OpenStep open{scope, step, allows_rewrite(script), {script, step.direction}, stored,
		GetCurrentTimestamp(), pg_call([] { return IsTransactionBlock(); }), GetCurrentSubTransactionId(),
		std::nullopt, {}};
	if (open.in_transaction) {
		open.level.emplace();
		if (!open.level->is_outermost())
			throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
				"pgmigrate.begin_step() is called from a function with settings of its own", {},
				"Call it by itself, as the scripts do that pgmigrate writes.");
		start_step(scope, set_for_a_while);
	} else {
		keep_lock_for_step(scope);
		open.settings = RememberedSettings::now();
		start_step(scope, set_for_session);
	}
	open_step() = std::move(open);
}

std::optional<RunningStep> step_between_calls(Node *tree) {
	if (!open_step() || !open_step()->trees.has(tree))
		return std::nullopt;
	const OpenStep &open = *open_step();
	return RunningStep{
		open.scope, open.step.revision, std::string(core::name(open.step.direction)), open.allows_rewrite};
}

std::string record_step(const Scope &scope, const OutsideStep &step) {
	require_ready(scope, "pgmigrate.record()");
	NextStep next = require_next(scope, step);
	core::Script script = stored_script(scope, step.revision);
	store::LogEntry entry;
	entry.direction = core::name(step.direction);
	entry.revision = step.revision;
	entry.checksum = script.section_checksum(step.direction);
	entry.note = kNote;
	entry.statements = check_constraints(script, step.direction);
	TimestampTz now = GetCurrentTimestamp();
	entry.started_at = now;
	if (const auto &open = open_step();
		open && open->step.direction == step.direction && open->step.revision == step.revision) {
		if (open->checksum != entry.checksum)
			fail_another_text(step);
		entry.started_at = open->began;
	}
	entry.duration = now - entry.started_at;
	end_open_step();
	Caller caller = Caller::now();
	pg::own_statements([&] {
		store::write_version_rows(scope, next.rows_after);
		store::write_log(scope, caller, {entry});
	});
	return fmt::format("{} {}", core::name(step.direction), core::describe(next.project.graph(), next.step));
}

} // namespace pgmigrate
