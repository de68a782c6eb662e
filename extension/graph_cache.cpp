#include "extension/graph_cache.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "extension/store.hpp"

namespace pgmigrate {

namespace {

// One graph: a backend that goes back and forth between projects reads again, and holds no more than it works on.
struct Kept {
	std::string project;
	UploadedGraph uploaded;
};

// Leaked: a destructor would run at backend exit.
Kept &kept() {
	static auto *last = new Kept;
	return *last;
}

// Whether the graph has the heads that were written down with its stamp. It has not where rows of it are missing: in the
// middle of a restore, which loads the tables one by one, or after somebody deleted a row by hand.
bool is_whole(const core::RevisionGraph &graph, std::vector<std::string> heads) {
	std::vector<std::string> found;
	for (core::Node n : graph.heads())
		found.push_back(graph[n].id);
	std::ranges::sort(found);
	std::ranges::sort(heads);
	return found == heads;
}

} // namespace

// A stamp is random and written anew, in the same transaction, with every change of the graph. None comes back, also
// after a rollback, and so who sees the stamp of a graph sees that graph. But only under one snapshot: with
// SnapshotKind::fresh somebody may commit an upload after the stamp is read and before the rows are. Such rows must not be
// kept under that stamp, which a transaction with an older snapshot still sees: the stamp is read again after them, and
// only rows between two equal stamps are those that it stands for. The stamp given back is the first one, so that who
// compares it later finds that something has changed.
UploadedGraph uploaded_graph(const std::string &project, pg::SnapshotKind snapshot) {
	store::ProjectState before, after;
	std::vector<core::Revision> revisions;
	bool known = pg::own_statements([&] {
		before = store::project_state(project, snapshot);
		if (!before.graph_stamp.empty() && before.graph_stamp == kept().uploaded.stamp &&
			project == kept().project)
			return true;
		revisions = store::revisions(project, snapshot);
		after = store::project_state(project, snapshot);
		return false;
	});
	if (known)
		return kept().uploaded;
	UploadedGraph uploaded{
		std::make_shared<const core::RevisionGraph>(std::move(revisions)), before.graph_stamp};
	if (!before.graph_stamp.empty() && before.graph_stamp == after.graph_stamp &&
		is_whole(*uploaded.graph, std::move(after.heads))) {
		Kept whole{project, uploaded}; // whatever fails has failed before the old one is given up
		std::swap(kept(), whole);
	}
	return uploaded;
}

void fail_not_stored(const std::string &id) {
	kept() = Kept();
	throw core::Error(
		"40001", fmt::format("revision \"{}\" has been removed meanwhile", id), {}, "Run it again.");
}

} // namespace pgmigrate
