// Relative steps: walks along revises from a revision, or from what is applied.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/resolve.hpp"
#include "core/revision_graph.hpp"
#include "core/target.hpp"

namespace pgmigrate::core {

// A place on a line; nothing is below its beginning.
using Place = std::optional<Node>;

// The end of a walk down, and the last revision left behind on the way there.
struct Descent {
	Place place;
	Node left;
};

// `steps` up from a place; at a fork only what is on the branch counts, if one is given. Throws relative_out_of_range
// past the end, ambiguous_relative at a fork.
Node walk_up(const RevisionGraph &graph, const Target &target, Place from, int steps, const Branch *branch);

// `steps` down from a revision. Throws relative_out_of_range below the beginning, ambiguous_relative at a merge.
Descent walk_down(const RevisionGraph &graph, const Target &target, Node from, int steps);

// Where "+N" and "-N" count from: the one version row, of the branch if one is given; where that has none, the end of
// what is applied of the branch; nothing where nothing is applied. Throws ambiguous_relative if there are several, and
// as applied_set.
Place walk_start(const RevisionGraph &graph, std::span<const std::string> version_rows, const Target &target,
	const Branch *branch);

// Where a walk begins that counts from a named revision. Throws ambiguous_relative if the name means several.
Place named_start(const RevisionGraph &graph, const Target &target, const Branch *branch);

// The nodes that a target means: what is named, or where its steps lead to, from what is applied if it names nothing.
// None is base. Throws what resolving and walking throw.
std::vector<Node> locate(
	const RevisionGraph &graph, std::span<const std::string> version_rows, const Target &target);

} // namespace pgmigrate::core
