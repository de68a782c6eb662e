// The graph that a command works on, and what is applied in it.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/revision_graph.hpp"
#include "extension/pg/spi.hpp"
#include "extension/settings.hpp"

namespace pgmigrate {

// A project's graph with the version rows that it was read together with. The graph may be the backend's, shared with
// others that were read before and after.
struct ProjectGraph {
	std::shared_ptr<const core::RevisionGraph> shared;
	std::vector<std::string> rows;
	std::string graph_stamp;

	const core::RevisionGraph &graph() const { return *shared; }
};

// Reads the graph. With `only`, its revisions are these together with what is applied in the target schema; an unknown
// id among them is an error.
ProjectGraph read_graph(const Scope &scope, const std::optional<std::vector<std::string>> &only,
	pg::SnapshotKind snapshot = pg::SnapshotKind::fresh);

// When and by whom each revision was applied last, by id, as the log has it.
struct Applied {
	std::string revision;
	std::int64_t at;
	std::string by;
	std::optional<int> changes;
};
std::vector<Applied> applied_log(
	const Scope &scope, const std::vector<std::string> &ids, pg::SnapshotKind snapshot);

} // namespace pgmigrate
