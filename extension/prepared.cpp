#include "extension/prepared.hpp"

#include <unordered_map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/checksum.hpp"
#include "core/script_file.hpp"
#include "core/text.hpp"
#include "extension/migration_lock.hpp"
#include "extension/snapshot_check.hpp"
#include "extension/store.hpp"
#include "extension/trust.hpp"

#include "extension/pg/compat.hpp"

namespace pgmigrate {

namespace {

using core::Direction;

core::Plan plan_of(const RunRequest &request, const ProjectGraph &project) {
	core::Target target = core::parse_target(request.target);
	return request.direction == Direction::upgrade
			   ? core::plan_upgrade(project.graph, project.rows, target)
			   : core::plan_downgrade(project.graph, project.rows, target);
}

// The stored text as a script again, named and placed as its row says.
core::Script parse_stored(const store::StoredScript &stored) {
	std::vector<core::Script> scripts = core::parse_scripts(stored.script, stored.name);
	core::Script script = std::move(scripts.front());
	script.revision.revises = stored.revises;
	return script;
}

PreparedStep step_of(const core::Step &step, const store::StoredScript &stored) {
	bool stale = stored.server_major != pg::kServerMajor;
	PreparedStep prepared{step, parse_stored(stored), stored.facts(step.direction), stale,
		stored.vouching(step.direction), stored.uploaded_by};
	if (stale)
		prepared.facts = examine_section(prepared.script, step.direction);
	return prepared;
}

void check_reversible(const PreparedStep &prepared) {
	const core::Script &script = prepared.script;
	if (prepared.step.direction == Direction::upgrade || script.is_reversible())
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
			? fmt::format("Restore a backup; or undo it by hand and record that: SELECT pgmigrate.stamp({}).",
				  core::text::sql_literal(parents))
			: "Upload the file again with a downgrade section (with empty:true on its marker if there is nothing to do).");
}

// ", name => 'value'", or nothing for the usual value.
std::string argument_text(const char *name, const std::string &value, std::string_view usual) {
	if (value == usual)
		return {};
	return fmt::format(", {} => {}", name, core::text::sql_literal(value));
}

void check_accepted(const PreparedStep &prepared, const RunRequest &request) {
	if (may_run(prepared.vouching))
		return;
	const char *direction = prepared.step.direction == Direction::upgrade ? "upgrade" : "downgrade";
	Caller caller = Caller::now();
	std::string who =
		caller.session_user == caller.current_user
			? fmt::format("\"{}\"", caller.current_user)
			: fmt::format("\"{}\" (session user \"{}\")", caller.current_user, caller.session_user);
	// The hint's commands are typed elsewhere, where other settings may hold.
	std::string project = argument_text("project", request.scope.project, "default");
	std::string schema = argument_text("target_schema", request.scope.target_schema, "");
	throw core::Error(core::condition::not_accepted,
		fmt::format(
			"{} of revision \"{}\" is not accepted for {}", direction, prepared.script.revision.id, who),
		prepared.vouching.size() == 1
			? fmt::format("It would run with rights that \"{}\", who vouches for it, does not have.",
				  prepared.vouching.front())
			: fmt::format("It would run with rights that none of those who vouch for it has: \"{}\".",
				  fmt::join(prepared.vouching, "\", \"")),
		fmt::format("Read it: SELECT pgmigrate.export({0}{3}); take the digest from SELECT * FROM "
					"pgmigrate.{1}_plan({2}{3}{4}); then SELECT pgmigrate.accept({2}, digest{3}{4}).",
			core::text::sql_literal(prepared.script.revision.id), direction,
			core::text::sql_literal(request.target), project, schema));
}

} // namespace

Prepared prepare(const RunRequest &request, pg::SnapshotKind snapshot) {
	ProjectGraph project = read_graph(request.scope, request.revisions, snapshot);
	core::Plan plan = plan_of(request, project);
	std::vector<std::string> ids;
	ids.reserve(plan.steps.size());
	for (const core::Step &step : plan.steps)
		ids.push_back(project.graph[step.node].id);
	std::vector<store::StoredScript> stored;
	if (!ids.empty())
		pg::own_statements([&] { stored = store::scripts(request.scope.project, ids, snapshot); });
	std::unordered_map<std::string_view, const store::StoredScript *> by_id;
	for (const store::StoredScript &s : stored)
		by_id.emplace(s.id, &s);
	std::vector<PreparedStep> steps;
	steps.reserve(ids.size());
	for (std::size_t i = 0; i < ids.size(); i++) {
		auto found = by_id.find(ids[i]);
		if (found == by_id.end()) // between reading the graph and reading the scripts
			throw core::Error("40001", fmt::format("revision \"{}\" has been removed meanwhile", ids[i]), {},
				"Run it again.");
		steps.push_back(step_of(plan.steps[i], *found->second));
	}
	return {std::move(project), std::move(plan), std::move(steps)};
}

std::string digest_of(const std::vector<PreparedStep> &steps) {
	std::string all;
	for (const PreparedStep &s : steps)
		all += fmt::format(
			"{} {} {}\n", core::name(s.step.direction), s.script.revision.id, core::sha256(s.script.text));
	return core::sha256(all);
}

void check_runnable(const std::vector<PreparedStep> &steps, const RunRequest &request) {
	for (const PreparedStep &s : steps) {
		check_reversible(s);
		if (s.facts.top_level)
			check_transactional(s.script, s.step.direction, &s == &steps.front());
		check_accepted(s, request);
	}
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
		std::vector<PreparedStep> steps;
		try {
			steps = prepare(request).steps;
			planned = planned || !steps.empty();
		} catch (const core::Error &) { // a target may lie in one direction only
			if (!no_plan)
				no_plan = std::current_exception();
			continue;
		}
		if (steps.empty() || digest_of(steps) != digest)
			continue;
		std::vector<std::string> accepted;
		pg::own_statements([&] {
			for (const PreparedStep &s : steps) {
				store::accept(request.scope.project, s.script.revision.id, direction, role);
				accepted.push_back(s.script.revision.id);
			}
		});
		return accepted;
	}
	if (!planned && no_plan)
		std::rethrow_exception(no_plan);
	throw core::Error(core::condition::digest_mismatch,
		fmt::format("the digest is not that of a plan to \"{}\"", request.target),
		"The plan has changed since the digest was printed, or the digest is of another target.",
		fmt::format("Read the plan again: SELECT * FROM pgmigrate.upgrade_plan({}).",
			core::text::sql_literal(request.target)));
}

} // namespace pgmigrate
