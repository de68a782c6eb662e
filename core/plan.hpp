// Plans: which steps lead from the version rows to a target, and which version rows are left.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

// The applied set that version rows stand for: their closure. Throws unknown_revision for a row that no revision has
// (its own message: the version rows name a revision that is not uploaded), missing_revision.
NodeSet applied_set(const RevisionGraph &graph, std::span<const std::string> version_rows);

// Everything the target rests on and that is not applied. Targets: all but -N.
Plan plan_upgrade(
	const RevisionGraph &graph, std::span<const std::string> version_rows, const Target &target);

// Everything applied that rests on a direct child of the target; all for base. -N: one line down from the single row.
// Throws not_reachable for a target that is not applied.
Plan plan_downgrade(
	const RevisionGraph &graph, std::span<const std::string> version_rows, const Target &target);

// The version rows of the upgrade or downgrade to the target, without steps. `purge` forgets the rows first, unknown
// ones included.
Plan plan_stamp(
	const RevisionGraph &graph, std::span<const std::string> version_rows, const Target &target, bool purge);

// The nodes of a history range "[a]:[b]" (or "" for all), each before all that it rests on (newest first). `a` is
// included; base or nothing for a means from the beginning, heads or nothing for b means to all heads.
std::vector<Node> history(const RevisionGraph &graph, std::string_view range);

// "a, b -> m, Merge" (upgrade), "m -> a, b, Merge" (downgrade); "<base>" for no parents.
std::string describe(const RevisionGraph &graph, const Step &step);

// "<base>", or ids joined by ", ".
std::string describe_rows(const RevisionGraph &graph, std::span<const Node> rows);

} // namespace pgmigrate::core
