// Plans of scripts that are written now and run later, elsewhere: each with the state that it assumes.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/plan.hpp"
#include "core/revision_graph.hpp"

namespace pgmigrate::core {

// A plan and the version rows (ids) that the database must have when the script runs.
struct OfflinePlan {
	std::vector<std::string> start;
	Plan plan;
};

// What upgrade and downgrade would do for a target, "b", or a range, "a:b". A start that is not given is what is applied
// now (version_rows); one that is left out before the colon is base; an end left out means all heads, for upgrade only.
// Throws what planning throws, and illegal_target.
OfflinePlan plan_upgrade_script(
	const RevisionGraph &graph, std::span<const std::string> version_rows, std::string_view text);
OfflinePlan plan_downgrade_script(
	const RevisionGraph &graph, std::span<const std::string> version_rows, std::string_view text);

// What stamp would do for several of them. Throws several_starts if they begin at different starts; purge_with_sql if
// `purge`: what the rows will be is known, so there is nothing to forget.
OfflinePlan plan_stamp_script(const RevisionGraph &graph, std::span<const std::string> version_rows,
	std::span<const std::string> texts, bool purge);

} // namespace pgmigrate::core
