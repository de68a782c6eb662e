#include "extension/project_graph.hpp"

#include <unordered_map>

#include "core/applied.hpp"
#include <algorithm>

#include <fmt/format.h>

#include "extension/graph_cache.hpp"
#include "extension/store.hpp"

namespace pgmigrate {

namespace {

// As many are found faster by reading the log from end to end than one by one.
constexpr std::size_t kManyIds = 10000;

#define APPLIED_LOG                                                                                          \
	"SELECT id, revision, started_at, session_user_name, changes FROM pgmigrate.log"                         \
	" WHERE project = $1 AND target_schema = $2"                                                             \
	" AND direction IN ('upgrade', 'stamp') AND outcome = 'succeeded'"

using SharedGraph = std::shared_ptr<const core::RevisionGraph>;

// The graph of those revisions alone that are named or applied.
SharedGraph restricted(
	SharedGraph whole, const std::vector<std::string> &only, const std::vector<std::string> &rows) {
	const core::RevisionGraph &graph = *whole;
	core::NodeSet kept = core::applied_anywhere(graph, rows);
	for (const std::string &id : only) {
		auto node = graph.find(id);
		if (!node)
			throw core::Error(core::condition::unknown_revision,
				fmt::format("argument \"revisions\" names \"{}\", which is not uploaded", id), {},
				"Upload its file first.");
		kept.insert(*node);
	}
	if (kept.size() == graph.size())
		return whole;
	std::vector<core::Revision> revisions;
	revisions.reserve(kept.size());
	for (core::Node n : kept.nodes())
		revisions.push_back(graph[n]);
	return std::make_shared<const core::RevisionGraph>(std::move(revisions));
}

} // namespace

ProjectGraph read_graph(
	const Scope &scope, const std::optional<std::vector<std::string>> &only, pg::SnapshotKind snapshot) {
	UploadedGraph uploaded = uploaded_graph(scope.project, snapshot);
	std::vector<std::string> rows;
	auto read_rows = [&] {
		rows = pg::own_statements([&] { return store::version_rows(scope, snapshot); });
		return std::ranges::all_of(
			rows, [&](const std::string &row) { return uploaded.graph->find(row).has_value(); });
	};
	// Somebody may have uploaded and upgraded between the two; rows that are unknown then are known to the newer graph.
	if (!read_rows())
		uploaded = uploaded_graph(scope.project, snapshot);
	SharedGraph graph = std::move(uploaded.graph);
	if (only)
		graph = restricted(std::move(graph), *only, rows);
	return {std::move(graph), std::move(rows), std::move(uploaded.stamp)};
}

std::vector<Applied> applied_log(
	const Scope &scope, const std::vector<std::string> &ids, pg::SnapshotKind snapshot) {
	std::unordered_map<std::string_view, std::size_t> place;
	place.reserve(ids.size());
	for (const std::string &id : ids)
		place.emplace(id, place.size());
	std::vector<std::optional<std::int64_t>> entry(place.size()); // the last one's number in the log
	std::vector<Applied> last(place.size());
	auto read = [&](const pg::Row &row) {
		auto found = place.find(row.text(1));
		if (found == place.end() || entry[found->second] > row.number(0))
			return;
		entry[found->second] = row.number(0);
		last[found->second] = {row.string(1), row.number(2), row.string(3), row.optional_integer(4)};
	};
	pg::own_statements([&] {
		if (ids.size() < kManyIds)
			pg::query(APPLIED_LOG " AND revision = ANY ($3)", {scope.project, scope.target_schema, ids}, read,
				snapshot);
		else
			pg::query(APPLIED_LOG, {scope.project, scope.target_schema}, read, snapshot);
	});
	std::erase_if(last, [](const Applied &a) { return a.revision.empty(); });
	return last;
}

} // namespace pgmigrate
