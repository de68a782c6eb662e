// Ranges of revisions, newest first.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/revision_graph.hpp"
#include "core/target.hpp"

namespace pgmigrate::core {

// Whether an end counts from what is applied, so that the version rows matter.
bool counts_from_applied(const Range &range);

// The nodes of a range, each before all that it rests on (newest first). The start is included and counts only with what
// rests on it; left out, or base, it means from the beginning. The end counts with all that it rests on; left out it
// means all heads. "branch@base:" is a branch alone, without what it depends on. A start "-N" counts down from the end, an
// end "+N" up from the start; otherwise, and in "-N:+N", steps count from what is applied. Throws not_reachable if the end does not rest
// on the start, and what resolving and walking throw.
std::vector<Node> history(
	const RevisionGraph &graph, std::span<const std::string> version_rows, const Range &range);

} // namespace pgmigrate::core
