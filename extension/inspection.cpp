#include "extension/inspection.hpp"

#include <unordered_map>
#include <unordered_set>

#include "core/plan.hpp"
#include "extension/project_graph.hpp"
#include "extension/store.hpp"
#include "extension/trust.hpp"

namespace pgmigrate {

namespace {

constexpr auto kSnapshot = pg::SnapshotKind::caller;

// The states of some nodes, those that are applied with when and by whom.
std::vector<RevisionState> states(
	const ProjectGraph &project, const Scope &scope, const std::vector<core::Node> &nodes) {
	core::NodeSet applied = applied_anywhere(project.graph, project.rows);
	std::vector<std::string> ids;
	for (core::Node n : nodes)
		if (applied.contains(n))
			ids.push_back(project.graph[n].id);
	std::unordered_map<std::string, Applied> when;
	if (!ids.empty())
		for (Applied &a : applied_log(scope, ids, kSnapshot))
			when.emplace(a.revision, a);
	std::vector<RevisionState> result;
	result.reserve(nodes.size());
	for (core::Node n : nodes) {
		RevisionState state{project.graph[n], project.graph.children(n).empty(), std::nullopt, std::nullopt};
		if (auto found = when.find(state.revision.id); found != when.end()) {
			state.applied_at = found->second.at;
			state.applied_by = found->second.by;
		}
		result.push_back(std::move(state));
	}
	return result;
}

} // namespace

std::vector<RevisionState> current(const Scope &scope) {
	ProjectGraph project = read_graph(scope, std::nullopt, kSnapshot);
	std::vector<core::Node> nodes;
	std::vector<RevisionState> unknown;
	for (const std::string &row : project.rows) {
		if (auto node = project.graph.find(row))
			nodes.push_back(*node);
		else
			unknown.push_back({{row, {}, {}, {}, "(not uploaded)"}, false, std::nullopt, std::nullopt});
	}
	std::vector<RevisionState> result = states(project, scope, nodes);
	result.insert(result.end(), unknown.begin(), unknown.end());
	return result;
}

std::vector<RevisionState> heads(const Scope &scope) {
	ProjectGraph project = read_graph(scope, std::nullopt, kSnapshot);
	return states(project, scope, project.graph.heads());
}

std::vector<RevisionState> history(const Scope &scope, const std::string &range) {
	ProjectGraph project = read_graph(scope, std::nullopt, kSnapshot);
	return states(project, scope, core::history(project.graph, range));
}

std::vector<RevisionDetails> show(const Scope &scope, const std::string &target) {
	ProjectGraph project = read_graph(scope, std::nullopt, kSnapshot);
	std::vector<core::Node> nodes = core::resolve(project.graph, core::parse_target(target));
	std::vector<RevisionDetails> result;
	std::unordered_map<std::string, std::size_t> place;
	std::vector<std::string> ids;
	for (RevisionState &state : states(project, scope, nodes)) {
		place.emplace(state.revision.id, result.size());
		ids.push_back(state.revision.id);
		result.push_back({std::move(state), false, {}, {}, {}, 0});
	}
	pg::own_statements([&] {
		pg::query(
			"SELECT revision, reversible, checksum, uploaded_by, script, uploaded_at FROM pgmigrate.revision"
			" WHERE project = $1 AND revision = ANY ($2)",
			{scope.project, ids},
			[&](const pg::Row &row) {
				RevisionDetails &d = result[place.at(row.string(0))];
				d.reversible = row.truth(1);
				d.checksum = row.string(2);
				d.uploaded_by = row.string(3);
				d.script = row.string(4);
				d.uploaded_at = row.number(5);
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
	std::vector<core::Revision> revisions;
	std::vector<std::string> rows;
	pg::own_statements([&] {
		revisions = store::revisions(scope.project, kSnapshot);
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
	core::RevisionGraph graph(std::move(revisions));
	core::NodeSet applied = applied_anywhere(graph, rows);
	std::unordered_map<std::string, bool> enough; // one role vouches for most scripts
	auto accepted = [&](const std::string &uploader, const std::vector<std::string> &others) {
		auto [known, fresh] = enough.emplace(uploader, false);
		if (fresh)
			known->second = may_run(std::span(&uploader, 1));
		return known->second || may_run(others);
	};
	for (std::size_t i = 0; i < entries.size(); i++) {
		ManifestEntry &e = entries[i];
		auto node = graph.find(e.revision);
		e.applied = node && applied.contains(*node);
		e.accepted =
			accepted(vouched[i].by, vouched[i].also[0]) && accepted(vouched[i].by, vouched[i].also[1]);
	}
	return entries;
}

} // namespace pgmigrate
