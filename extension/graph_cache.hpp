// The uploaded graph of a project, kept in the backend as long as it stays what it was.
#pragma once
#include <memory>
#include <string>

#include "core/revision_graph.hpp"
#include "extension/pg/spi.hpp"

namespace pgmigrate {

// A project's graph as one snapshot has it, and the stamp under which it was found.
struct UploadedGraph {
	std::shared_ptr<const core::RevisionGraph> graph;
	std::string stamp; // empty if nothing was ever uploaded
};

// The project's graph. Reads the stamp alone if the graph is the one that was asked for last. Throws what the graph throws.
UploadedGraph uploaded_graph(const std::string &project, pg::SnapshotKind snapshot = pg::SnapshotKind::fresh);

// What is stored turned out not to be what the stamp of the graph stands for: a revision of the graph is not there. It was
// removed between reading the one and the other; or by hand, and then the kept graph is wrong, and let go. Throws 40001.
[[noreturn]] void fail_not_stored(const std::string &id);

} // namespace pgmigrate
