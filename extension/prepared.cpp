#include "extension/prepared.hpp"

#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/checksum.hpp"
#include "core/script_file.hpp"
#include "core/text.hpp"
#include "extension/graph_cache.hpp"
#include "extension/migration_lock.hpp"
#include "extension/section_units.hpp"
#include "extension/settings_level.hpp"
#include "extension/snapshot_check.hpp"
#include "extension/store.hpp"
#include "extension/trust.hpp"

#include "extension/pg/compat.hpp"

namespace pgmigrate {

namespace {

using core::Direction;

// Heads that are there because they are applied, though the caller does not know them.
std::vector<std::string> strange_heads(
	const core::RevisionGraph &graph, const std::vector<std::string> &known) {
	std::unordered_set<std::string_view> ids(known.begin(), known.end());
	std::vector<std::string> found;
	for (core::Node n : graph.heads())
		if (!ids.contains(graph[n].id))
			found.push_back(graph[n].id);
	return found;
}

core::Plan plan_of(const RunRequest &request, const ProjectGraph &project) {
	core::Target target = core::parse_target(request.target);
	try {
		return request.direction == Direction::upgrade
				   ? core::plan_upgrade(project.graph(), project.rows, target)
				   : core::plan_downgrade(project.graph(), project.rows, target);
	} catch (core::Error &error) {
		if (error.sqlstate == core::condition::multiple_heads.sqlstate && request.revisions)
			if (auto strange = strange_heads(project.graph(), *request.revisions); !strange.empty()) {
				error.detail += fmt::format(" Applied, but not among the revisions that were given: {}.",
					core::text::quoted_list(strange));
				error.hint =
					"Get the files of those (they may be on another branch of your version control), or name the "
					"head to go to.";
			}
		throw;
	}
}

} // namespace

core::Script parse_stored(const store::StoredScript &stored) {
	std::vector<core::Script> scripts = core::parse_scripts(stored.script, stored.name);
	core::Script script = std::move(scripts.front());
	script.revision.revises = stored.revises;
	return script;
}

namespace {

PreparedStep step_of(const core::Step &step, const store::StoredScript &stored) {
	bool stale = stored.server_major != pg::kServerMajor;
	PreparedStep prepared{
		step, parse_stored(stored), stored.facts(step.direction), stale, stored.vouching(step.direction)};
	if (stale)
		prepared.facts = examine_section(prepared.script, step.direction);
	return prepared;
}

std::vector<std::string> step_ids(const core::RevisionGraph &graph, const std::vector<core::Step> &steps) {
	std::vector<std::string> ids;
	ids.reserve(steps.size());
	for (const core::Step &step : steps)
		ids.push_back(graph[step.node].id);
	return ids;
}

template <class T>
using ById = std::unordered_map<std::string_view, T *>;

template <class T>
ById<T> by_id(std::vector<T> &stored) {
	ById<T> found;
	found.reserve(stored.size());
	for (T &s : stored)
		found.emplace(s.id, &s);
	return found;
}

// What is stored of a revision that the graph has.
template <class T>
T &require(const ById<T> &stored, const std::string &id) {
	if (auto found = stored.find(id); found != stored.end())
		return *found->second;
	fail_not_stored(id);
}

// Replaces the facts that another major version's parser left, from the texts.
void examine_stale(const RunRequest &request, const std::vector<std::string> &wanted,
	const ById<store::StoredFacts> &facts, pg::SnapshotKind snapshot) {
	std::vector<std::string> ids;
	for (const std::string &id : wanted)
		if (require(facts, id).server_major != pg::kServerMajor)
			ids.push_back(id);
	if (ids.empty())
		return;
	auto scripts = pg::own_statements([&] { return store::scripts(request.scope.project, ids, snapshot); });
	for (const store::StoredScript &s : scripts)
		facts.at(s.id)->facts = examine_section(parse_stored(s), request.direction);
}

} // namespace

void note_irreversible(const Planned &planned, std::vector<std::string> &notes) {
	for (std::size_t i = 0; i < planned.steps.size(); i++)
		if (planned.steps[i].step.direction == Direction::downgrade && !planned.steps[i].reversible)
			notes[i] = fmt::format("cannot be downgraded{}{}", notes[i].empty() ? "" : "; ", notes[i]);
}

void check_reversible(Direction direction, const core::Script &script) {
	if (direction == Direction::upgrade || script.is_reversible())
		return;
	const std::string &id = script.revision.id;
	std::string parents = script.revision.revises.empty() ? "base" : script.revision.revises.front();
	std::string detail = script.irreversible ? fmt::format("It says: {}.", *script.irreversible)
						 : script.downgrade.present
							 ? std::string("Its downgrade section is empty and its upgrade section is not.")
							 : std::string("Its file has no downgrade section.");
	throw core::Error(core::condition::irreversible_revision,
		fmt::format("revision \"{}\" cannot be downgraded", id), detail,
		script.irreversible
			? fmt::format(
				  "Restore a backup; or undo it by hand and record that: SELECT pgmigrate.stamp({}\x02).",
				  core::text::sql_literal(parents))
			: "Upload the file again with a downgrade section (with empty:true on its marker if there is nothing to do).");
}

void check_accepted(const PreparedStep &prepared, const std::string &target) {
	if (may_run(prepared.vouching))
		return;
	const char *direction = prepared.step.direction == Direction::upgrade ? "upgrade" : "downgrade";
	Caller caller = Caller::now();
	std::string who =
		caller.session_user == caller.current_user
			? fmt::format("\"{}\"", caller.current_user)
			: fmt::format("\"{}\" (session user \"{}\")", caller.current_user, caller.session_user);
	throw core::Error(core::condition::not_accepted,
		fmt::format(
			"{} of revision \"{}\" is not accepted for {}", direction, prepared.script.revision.id, who),
		prepared.vouching.size() == 1
			? fmt::format("It would run with rights that \"{}\", who vouches for it, does not have.",
				  prepared.vouching.front())
			: fmt::format("It would run with rights that none of those who vouch for it has: \"{}\".",
				  fmt::join(prepared.vouching, "\", \"")),
		fmt::format("Read it: SELECT pgmigrate.export({0}\x01); take the digest from SELECT * FROM "
					"pgmigrate.{1}_plan({2}\x02); then SELECT pgmigrate.accept({2}, digest\x02).",
			core::text::sql_literal(prepared.script.revision.id), direction,
			core::text::sql_literal(target)));
}

Planned plan_only(const RunRequest &request, pg::SnapshotKind snapshot) {
	Planned planned{read_graph(request.scope, request.revisions, snapshot), {}};
	core::Plan plan = plan_of(request, planned.project);
	if (plan.steps.empty())
		return planned;
	std::vector<std::string> ids = step_ids(planned.project.graph(), plan.steps);
	bool most = ids.size() > planned.project.graph().size() / 4;
	std::vector<store::StoredFacts> stored = pg::own_statements([&] {
		return store::script_facts(request.scope.project, most ? nullptr : &ids, request.direction, snapshot);
	});
	ById<store::StoredFacts> facts = by_id(stored);
	examine_stale(request, ids, facts, snapshot);
	Acceptance acceptance;
	planned.steps.reserve(ids.size());
	for (std::size_t i = 0; i < ids.size(); i++) {
		store::StoredFacts &s = require(facts, ids[i]);
		bool accepted = acceptance.covers(s.uploaded_by, s.accepted_by);
		planned.steps.push_back({plan.steps[i], s.facts, std::move(s.uploaded_by), std::move(s.text_checksum),
			accepted, s.reversible});
	}
	return planned;
}

std::string digest_of(const Planned &planned) {
	std::string all;
	for (const PlannedStep &s : planned.steps)
		all +=
			fmt::format("{} {} {}\n", core::name(s.step.direction), planned.revision(s).id, s.text_checksum);
	return core::sha256(all);
}

std::vector<PreparedStep> prepare_steps(
	const std::string &project, const core::RevisionGraph &graph, const std::vector<core::Step> &steps) {
	std::vector<PreparedStep> prepared;
	if (steps.empty())
		return prepared;
	std::vector<std::string> ids = step_ids(graph, steps);
	std::vector<store::StoredScript> stored =
		pg::own_statements([&] { return store::scripts(project, ids); });
	ById<store::StoredScript> scripts = by_id(stored);
	prepared.reserve(ids.size());
	for (std::size_t i = 0; i < ids.size(); i++)
		prepared.push_back(step_of(steps[i], require(scripts, ids[i])));
	return prepared;
}

Prepared prepare(const RunRequest &request) {
	ProjectGraph project = read_graph(request.scope, request.revisions);
	core::Plan plan = plan_of(request, project);
	std::vector<PreparedStep> steps = prepare_steps(request.scope.project, project.graph(), plan.steps);
	return {std::move(project), std::move(plan), std::move(steps)};
}

void check_runnable(const std::vector<PreparedStep> &steps, const RunRequest &request) {
	for (const PreparedStep &s : steps) {
		check_reversible(s.step.direction, s.script);
		if (s.facts.top_level)
			check_transactional(s.script, s.step.direction, stepwise_call(request.direction, request.target));
		check_accepted(s, request.target);
	}
}

void check_runnable_stepwise(const std::vector<PreparedStep> &steps, const RunRequest &request) {
	SettingsLevel settings;
	set_for_a_while("standard_conforming_strings", "on"); // as when it is run
	for (const PreparedStep &s : steps) {
		check_reversible(s.step.direction, s.script);
		if (s.facts.top_level)
			(void)units_of(s.script, s.step.direction, parse_section(s.script, s.step.direction));
		check_accepted(s, request.target);
	}
	settings.leave();
}

std::vector<std::string> accept_plan(RunRequest request, const std::string &digest) {
	// What was read is what is vouched for: no upload may come between the plan and the acceptance.
	lock_for_upload(request.scope.project);
	check_project_in_snapshot(request.scope.project);
	std::string role = vouching_role();
	std::exception_ptr no_plan;
	bool planned = false;
	for (Direction direction : {Direction::upgrade, Direction::downgrade}) {
		request.direction = direction;
		Planned plan;
		try {
			plan = plan_only(request);
			planned = planned || !plan.steps.empty();
		} catch (const core::Error &) { // a target may lie in one direction only
			if (!no_plan)
				no_plan = std::current_exception();
			continue;
		}
		if (plan.steps.empty() || digest_of(plan) != digest)
			continue;
		std::vector<std::string> accepted;
		pg::own_statements([&] {
			for (const PlannedStep &s : plan.steps) {
				const std::string &id = plan.revision(s).id;
				store::accept(request.scope.project, id, direction, role);
				accepted.push_back(id);
			}
		});
		return accepted;
	}
	if (!planned && no_plan)
		std::rethrow_exception(no_plan);
	throw core::Error(core::condition::digest_mismatch,
		fmt::format("the digest is not that of a plan to \"{}\"", request.target),
		"The plan has changed since the digest was printed, or the digest is of another target.",
		fmt::format("Read the plan again: SELECT * FROM pgmigrate.upgrade_plan({}\x02).",
			core::text::sql_literal(request.target)));
}

} // namespace pgmigrate
