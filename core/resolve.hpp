// Names and symbols of revision expressions to nodes of a graph, where nothing depends on what is applied.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/revision_graph.hpp"
#include "core/target.hpp"

namespace pgmigrate::core {

// A branch as "branch@" names it: the revision, and its line, which are all its ancestors and descendants by revises.
struct Branch {
	std::string name; // as typed
	Node node;
	NodeSet line;
};

// The branch of a target; nothing if it has none. Throws unknown_branch, ambiguous_revision.
std::optional<Branch> branch_of(const RevisionGraph &graph, const Target &target);

// The node of an id, a label, or a unique prefix of one; on the branch if one is given, whose line alone is searched for
// prefixes. Throws unknown_revision (detail: how many revisions there are, hint: the nearest names), ambiguous_revision
// (the candidates in the detail), not_on_branch.
Node resolve_name(const RevisionGraph &graph, std::string_view name, const Branch *branch = nullptr);

// The one head, of the branch if one is given. Throws multiple_heads with the heads in the detail; nothing if there is
// none. Without a branch it speaks of the whole graph: throws missing_revision if that has a gap.
std::optional<Node> single_head(const RevisionGraph &graph, const Branch *branch = nullptr);

// The nodes that a target's symbol names, its steps left aside: one, several for heads, none for base. "heads" without a
// branch are those that nothing rests on. Throws as the above, and illegal_target for what counts from what is applied.
std::vector<Node> resolve_symbol(
	const RevisionGraph &graph, const Target &target, const Branch *branch = nullptr);

// Ids or labels of the graph nearest to `name` by edit distance, best first, at most `most`; none that is far off.
std::vector<std::string> nearest_names(
	const RevisionGraph &graph, std::string_view name, std::size_t most = 3);

// The ids of nodes, in their order.
std::vector<std::string> ids_of(const RevisionGraph &graph, std::span<const Node> nodes);

} // namespace pgmigrate::core
