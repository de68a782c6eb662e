// Plans: which steps lead from the version rows to a target, and which version rows are left.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/applied.hpp"
#include "core/revision_graph.hpp"
#include "core/target.hpp"

namespace pgmigrate::core {

// One revision in one direction.
struct Step {
	Direction direction;
	Node node;
};

// What a command will do. Version rows are always the tips of the applied set.
struct Plan {
	std::vector<Step> steps;       // in an order in which they can run; none for stamp
	std::vector<Node> rows_before; // in load order
	std::vector<Node> rows_after;  // in load order
};

// Everything the target rests on and that is not applied. Throws what resolving and walking throw;
// relative_out_of_range for steps that lead down from what is applied, or to below the beginning.
Plan plan_upgrade(
	const RevisionGraph &graph, std::span<const std::string> version_rows, const Target &target);

// Everything applied that rests on a direct child of the target; of several children, with a branch before the target,
// only those at or below the branch's revision. All for base. -N without a branch: one line down from the single row.
// Throws not_reachable for a target that is not applied or whose children the branch does not tell apart.
Plan plan_downgrade(
	const RevisionGraph &graph, std::span<const std::string> version_rows, const Target &target);

// The version rows of the upgrade or downgrade to each target, without steps. `purge` forgets the rows first, unknown
// ones included; "current" means the known ones among them, so that it mends rows that cover each other. Throws overlapping_revisions if one target rests on another.
Plan plan_stamp(const RevisionGraph &graph, std::span<const std::string> version_rows,
	std::span<const Target> targets, bool purge);

// The version rows after the first so many of a plan's steps.
std::vector<Node> rows_after(const RevisionGraph &graph, const Plan &plan, std::size_t steps);

// "a, b -> m, Merge" (upgrade), "m -> a, b, Merge" (downgrade); "<base>" for no parents.
std::string describe(const RevisionGraph &graph, const Step &step);

// "<base>", or ids joined by ", ".
std::string describe_rows(const RevisionGraph &graph, std::span<const Node> rows);

} // namespace pgmigrate::core
