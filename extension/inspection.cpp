#include "extension/inspection.hpp"

#include <algorithm>
#include <unordered_map>

#include "core/applied.hpp"
#include "core/history.hpp"
#include "core/resolve.hpp"
#include "core/walk.hpp"
#include "extension/graph_cache.hpp"
#include "extension/project_graph.hpp"
#include "extension/store.hpp"
#include "extension/trust.hpp"

namespace pgmigrate {

namespace {

constexpr auto kSnapshot = pg::SnapshotKind::caller;

// The states of some nodes, those that are applied with when and by whom.
std::vector<RevisionState> states(
	const ProjectGraph &project, const Scope &scope, const std::vector<core::Node> &nodes) {
	core::NodeSet applied = core::applied_anywhere(project.graph(), project.rows);
	std::vector<std::string> ids;
	for (core::Node n : nodes)
		if (applied.contains(n))
			ids.push_back(project.graph()[n].id);
	std::unordered_map<std::string, Applied> when;
	when.reserve(ids.size());
	if (!ids.empty())
		for (Applied &a : applied_log(scope, ids, kSnapshot))
			when.try_emplace(a.revision, std::move(a));
	std::vector<RevisionState> result;
	result.reserve(nodes.size());
	const core::RevisionGraph &graph = project.graph();
	for (core::Node n : nodes) {
		const bool head = graph.children(n).empty();
		RevisionState state{graph[n], head, head && !graph.dependents(n).empty(), {}, {}, {}};
		if (auto found = when.find(state.revision.id); found != when.end()) {
			state.applied_at = found->second.at;
			state.applied_by = found->second.by;
			state.changes = found->second.changes;
		}
		result.push_back(std::move(state));
	}
	return result;
}

} // namespace

std::vector<RevisionState> current(const Scope &scope, bool check_heads) {
	ProjectGraph project = read_graph(scope, std::nullopt, kSnapshot);
	const core::RevisionGraph &graph = project.graph();
	if (check_heads)
		core::check_heads(graph, project.rows);
	core::NodeSet rows(graph.size());
	for (core::Node n : core::version_nodes(graph, project.rows))
		rows.insert(n);
	std::vector<core::Node> nodes = core::current(graph, project.rows);
	std::vector<RevisionState> result = states(project, scope, nodes);
	for (std::size_t i = 0; i < nodes.size(); i++)
		result[i].effective_head = !rows.contains(nodes[i]);
	return result;
}

std::vector<RevisionState> heads(const Scope &scope, bool resolve_dependencies) {
	ProjectGraph project = read_graph(scope, std::nullopt, kSnapshot);
	const core::RevisionGraph &graph = project.graph();
	graph.check_complete();
	return states(project, scope, resolve_dependencies ? graph.real_heads() : graph.heads());
}

std::vector<BranchPoint> branches(const Scope &scope) {
	std::shared_ptr<const core::RevisionGraph> graph = uploaded_graph(scope.project, kSnapshot).graph;
	std::vector<BranchPoint> result;
	for (core::Node n : graph->branch_points())
		result.push_back({(*graph)[n], core::ids_of(*graph, graph->children(n))});
	return result;
}

std::vector<RevisionState> history(const Scope &scope, const std::string &range) {
	ProjectGraph project = read_graph(scope, std::nullopt, kSnapshot);
	return states(project, scope, core::history(project.graph(), project.rows, core::parse_range(range)));
}

std::vector<RevisionDetails> show(const Scope &scope, const std::string &target_or_range) {
	ProjectGraph project = read_graph(scope, std::nullopt, kSnapshot);
	const core::RevisionGraph &graph = project.graph();
	std::vector<core::Node> nodes =
		core::is_range(target_or_range)
			? core::history(graph, project.rows, core::parse_range(target_or_range))
			: core::locate(graph, project.rows, core::parse_target(target_or_range));
	std::vector<RevisionDetails> result(nodes.size());
	std::unordered_map<std::string, std::size_t> place;
	std::vector<RevisionState> of_nodes = states(project, scope, nodes);
	for (std::size_t i = 0; i < nodes.size(); i++) {
		place.emplace(of_nodes[i].revision.id, i);
		result[i].state = std::move(of_nodes[i]);
		result[i].branches_into = core::ids_of(graph, graph.children(nodes[i]));
	}
	std::vector<std::string> ids = core::ids_of(graph, nodes);
	pg::own_statements([&] {
		pg::query(
			"SELECT revision, name, reversible, checksum, uploaded_by, script, uploaded_at FROM pgmigrate.revision"
			" WHERE project = $1 AND revision = ANY ($2)",
			{scope.project, ids},
			[&](const pg::Row &row) {
				RevisionDetails &d = result[place.at(row.string(0))];
				d.name = row.optional_string(1);
				d.reversible = row.truth(2);
				d.checksum = row.string(3);
				d.uploaded_by = row.string(4);
				d.script = row.string(5);
				d.uploaded_at = row.number(6);
			},
			kSnapshot);
	});
	return result;
}

std::vector<ManifestEntry> manifest(const Scope &scope) {
	struct Vouched {
		std::string by;
		std::vector<std::string> also[2]; // upgrade, downgrade
	};
	std::vector<ManifestEntry> entries;
	std::vector<Vouched> vouched;
	std::vector<std::string> rows;
	std::shared_ptr<const core::RevisionGraph> graph = uploaded_graph(scope.project, kSnapshot).graph;
	pg::own_statements([&] {
		for (const store::SchemaVersion &v : store::all_version_rows(scope.project, kSnapshot))
			rows.insert(rows.end(), v.rows.begin(), v.rows.end());
		std::unordered_map<std::string, std::size_t> place;
		pg::query(
			"SELECT revision, checksum, name, uploaded_by FROM pgmigrate.revision WHERE project = $1"
			" ORDER BY upload_order",
			{scope.project},
			[&](const pg::Row &row) {
				place.emplace(row.string(0), entries.size());
				entries.push_back({row.string(0), row.string(1), row.optional_string(2), false, false});
				vouched.push_back({row.string(3), {}});
			},
			kSnapshot);
		pg::query(
			"SELECT revision, direction = 'upgrade', accepted_by FROM pgmigrate.acceptance WHERE project = $1",
			{scope.project},
			[&](const pg::Row &row) {
				if (auto found = place.find(row.string(0)); found != place.end())
					vouched[found->second].also[row.truth(1) ? 0 : 1].push_back(row.string(2));
			},
			kSnapshot);
	});
	core::NodeSet applied = core::applied_anywhere(*graph, rows);
	Acceptance acceptance;
	for (std::size_t i = 0; i < entries.size(); i++) {
		ManifestEntry &e = entries[i];
		auto node = graph->find(e.revision);
		e.applied = node && applied.contains(*node);
		e.accepted = acceptance.covers(vouched[i].by, vouched[i].also[0]) &&
					 acceptance.covers(vouched[i].by, vouched[i].also[1]);
	}
	return entries;
}

} // namespace pgmigrate
