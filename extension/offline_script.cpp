#include "extension/offline_script.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "core/offline.hpp"
#include "core/resolve.hpp"
#include "extension/graph_cache.hpp"
#include "extension/prepared.hpp"
#include "extension/psql_script.hpp"
#include "extension/store.hpp"

namespace pgmigrate {

namespace {

using core::Direction;
using core::Node;

constexpr auto kSnapshot = pg::SnapshotKind::caller; // reads as other functions that only look

// The stored scripts of some nodes, in their order.
std::vector<core::Script> stored_scripts(
	const ScriptRequest &request, const core::RevisionGraph &graph, const std::vector<Node> &nodes) {
	std::vector<std::string> ids = core::ids_of(graph, nodes);
	std::unordered_map<std::string, core::Script> by_id;
	pg::own_statements([&] {
		for (const store::StoredScript &stored : store::scripts(request.scope.project, ids, kSnapshot))
			by_id.emplace(stored.id, parse_stored(stored));
	});
	std::vector<core::Script> scripts;
	scripts.reserve(ids.size());
	for (const std::string &id : ids) {
		auto found = by_id.find(id);
		if (found == by_id.end())
			fail_not_stored(id);
		scripts.push_back(std::move(found->second));
	}
	return scripts;
}

std::vector<WrittenStep> written_steps(
	const ScriptRequest &request, const core::RevisionGraph &graph, const core::Plan &plan) {
	std::vector<Node> nodes;
	for (const core::Step &step : plan.steps)
		nodes.push_back(step.node);
	std::vector<core::Script> scripts = stored_scripts(request, graph, nodes);
	std::vector<WrittenStep> steps;
	steps.reserve(scripts.size());
	for (std::size_t i = 0; i < scripts.size(); i++) {
		WrittenStep step{plan.steps[i], std::move(scripts[i]), {}, false};
		check_reversible(step.step.direction, step.script);
		if (step.marks().present) {
			step.section = read_as_psql(step.script, step.step.direction);
			step.top_level = !step.marks().transaction ||
							 std::ranges::any_of(step.section.statements,
								 [](const Statement &s) { return s.not_in_transaction != nullptr; });
		}
		steps.push_back(std::move(step));
	}
	return steps;
}

std::string title(const char *what, const core::RevisionGraph &graph, const core::Plan &plan) {
	return fmt::format("{} {} -> {}", what, core::describe_rows(graph, plan.rows_before),
		core::describe_rows(graph, plan.rows_after));
}

} // namespace

std::string run_script(const ScriptRequest &request, Direction direction, const std::string &target,
	const std::optional<std::string> &variables) {
	ProjectGraph project = read_graph(request.scope, request.revisions, kSnapshot);
	const core::RevisionGraph &graph = project.graph();
	bool upgrade = direction == Direction::upgrade;
	core::OfflinePlan offline = upgrade ? core::plan_upgrade_script(graph, project.rows, target)
										: core::plan_downgrade_script(graph, project.rows, target);
	std::vector<WrittenStep> steps = written_steps(request, graph, offline.plan);

	PsqlScript script(request.scope, variables ? parse_variables(*variables) : Variables());
	script.header(title(upgrade ? "upgrade" : "downgrade", graph, offline.plan), offline.start,
		std::ranges::none_of(steps, &WrittenStep::top_level));
	script.begin(offline.start);
	if (upgrade) {
		std::vector<const core::Script *> files;
		for (const WrittenStep &step : steps)
			files.push_back(&step.script);
		script.upload(files);
	}
	if (steps.empty())
		script.remark("There is nothing to do.");
	for (std::size_t i = 0; i < steps.size(); i++) {
		if (steps[i].top_level)
			script.commit();
		else if (!script.in_transaction())
			script.begin(core::ids_of(graph, core::rows_after(graph, offline.plan, i)));
		script.step(steps[i], core::describe(graph, steps[i].step));
	}
	script.commit();
	return script.take();
}

std::string stamp_script(const ScriptRequest &request, const std::vector<std::string> &targets, bool purge) {
	ProjectGraph project = read_graph(request.scope, request.revisions, kSnapshot);
	const core::RevisionGraph &graph = project.graph();
	core::OfflinePlan offline = core::plan_stamp_script(graph, project.rows, targets, purge);
	const core::Plan &plan = offline.plan;
	PsqlScript script(request.scope, {});
	script.header(title("stamp", graph, plan), offline.start, true);
	script.begin(offline.start);
	if (plan.rows_before == plan.rows_after) {
		script.remark("There is nothing to do.");
	} else {
		core::NodeSet applied = graph.closure(plan.rows_before);
		core::NodeSet added = graph.closure(plan.rows_after);
		for (Node n : applied.nodes())
			added.erase(n);
		std::vector<core::Script> scripts = stored_scripts(request, graph, graph.order(added));
		std::vector<const core::Script *> files;
		for (const core::Script &file : scripts)
			files.push_back(&file);
		script.upload(files);
		script.stamp(core::ids_of(graph, plan.rows_after));
	}
	script.commit();
	return script.take();
}

} // namespace pgmigrate
