#include "extension/stored.hpp"

#include "core/applied.hpp"
#include "extension/graph_cache.hpp"
#include "extension/project_graph.hpp"

namespace pgmigrate {

Stored read_stored(const std::string &project, const std::vector<std::string> &ids) {
	Stored stored;
	stored.shared = uploaded_graph(project).graph;
	pg::own_statements([&] {
		stored.versions = store::all_version_rows(project);
		for (store::StoredScript &s : store::scripts(project, ids)) {
			std::string id = s.id;
			stored.scripts.emplace(std::move(id), std::move(s));
		}
	});
	std::vector<std::string> rows;
	for (const store::SchemaVersion &v : stored.versions)
		rows.insert(rows.end(), v.rows.begin(), v.rows.end());
	stored.applied = core::applied_anywhere(stored.graph(), rows);
	return stored;
}

std::vector<std::string> head_ids(const core::RevisionGraph &graph) {
	std::vector<std::string> ids;
	for (core::Node n : graph.heads())
		ids.push_back(graph[n].id);
	return ids;
}

} // namespace pgmigrate
