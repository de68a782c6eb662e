#include "client/directory_rows.hpp"

#include "core/resolve.hpp"

namespace pgmigrate::client {

namespace {

// Where a node is in the graph, and its file.
void place_row(Row &row, const Directory &directory, const core::RevisionGraph &graph, core::Node n) {
	const bool is_head = graph.children(n).empty();
	row["branches_into"] = core::ids_of(graph, graph.children(n));
	row["head"] = is_head;
	row["effective_head"] = is_head && !graph.dependents(n).empty();
	row["branch_point"] = graph.children(n).size() > 1;
	row["merge_point"] = graph[n].revises.size() > 1;
	row["path"] = directory.origins[n].path.string();
}

} // namespace

std::vector<Row> rows_of(
	const Directory &directory, const core::RevisionGraph &graph, std::span<const core::Node> nodes) {
	std::vector<Row> rows;
	for (core::Node n : nodes) {
		const core::Revision &revision = graph[n];
		Row row{{"revision", revision.id}, {"revises", revision.revises}, {"depends_on", revision.depends_on},
			{"branch_labels", revision.branch_labels}, {"message", revision.message}};
		place_row(row, directory, graph, n);
		rows.push_back(std::move(row));
	}
	return rows;
}

void place_in_directory(std::vector<Row> &rows, const Directory &directory) {
	const core::RevisionGraph graph = directory.graph();
	for (Row &row : rows)
		if (const auto node = graph.find(row["revision"].get<std::string>()))
			place_row(row, directory, graph, *node);
}

} // namespace pgmigrate::client
