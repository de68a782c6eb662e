#include "extension/project_graph.hpp"

#include <unordered_set>

#include <fmt/format.h>

#include "core/plan.hpp"
#include "extension/store.hpp"

namespace pgmigrate {

namespace {

// The graph of those revisions alone that are named or applied.
core::RevisionGraph restricted(
	core::RevisionGraph graph, const std::vector<std::string> &only, const std::vector<std::string> &rows) {
	core::NodeSet kept = applied_anywhere(graph, rows);
	for (const std::string &id : only) {
		auto node = graph.find(id);
		if (!node)
			throw core::Error(core::condition::unknown_revision,
				fmt::format("argument \"revisions\" names \"{}\", which is not uploaded", id), {},
				"Upload its file first.");
		kept.insert(*node);
	}
	if (kept.size() == graph.size())
		return graph;
	std::vector<core::Revision> revisions;
	revisions.reserve(kept.size());
	for (core::Node n : kept.nodes())
		revisions.push_back(graph[n]);
	return core::RevisionGraph(std::move(revisions));
}

} // namespace

ProjectGraph read_graph(
	const Scope &scope, const std::optional<std::vector<std::string>> &only, pg::SnapshotKind snapshot) {
	std::vector<core::Revision> revisions;
	std::vector<std::string> rows;
	std::string stamp;
	pg::own_statements([&] {
		stamp = store::project_state(scope.project, snapshot).graph_stamp;
		revisions = store::revisions(scope.project, snapshot);
		rows = store::version_rows(scope, snapshot);
	});
	core::RevisionGraph graph(std::move(revisions));
	if (only)
		graph = restricted(std::move(graph), *only, rows);
	return {std::move(graph), std::move(rows), std::move(stamp)};
}

core::NodeSet applied_anywhere(const core::RevisionGraph &graph, const std::vector<std::string> &rows) {
	core::NodeSet applied(graph.size());
	std::vector<core::Node> open;
	auto reach = [&](core::Node n) {
		if (applied.insert(n))
			open.push_back(n);
	};
	for (const std::string &row : rows)
		if (auto node = graph.find(row))
			reach(*node);
	while (!open.empty()) {
		core::Node n = open.back();
		open.pop_back();
		for (core::Node p : graph.parents(n))
			reach(p);
		for (core::Node d : graph.dependencies(n))
			reach(d);
	}
	return applied;
}

std::vector<Applied> applied_log(
	const Scope &scope, const std::vector<std::string> &ids, pg::SnapshotKind snapshot) {
	std::vector<Applied> found;
	pg::own_statements([&] {
		pg::query(
			"SELECT DISTINCT ON (revision) revision, started_at, session_user_name FROM pgmigrate.log"
			" WHERE project = $1 AND target_schema = $2 AND revision = ANY ($3)"
			" AND direction IN ('upgrade', 'stamp') AND outcome = 'succeeded' ORDER BY revision, id DESC",
			{scope.project, scope.target_schema, ids},
			[&](const pg::Row &row) {
				found.push_back({row.string(0), row.number(1), row.string(2)});
			},
			snapshot);
	});
	return found;
}

} // namespace pgmigrate
