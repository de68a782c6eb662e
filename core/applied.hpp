// What is applied: the set that version rows stand for, and what can be said of it.
#pragma once
#include <span>
#include <string>
#include <vector>

#include "core/revision_graph.hpp"

namespace pgmigrate::core {

// The nodes of version rows. Throws unknown_revision for a row that no revision has (its own message: the version rows
// name a revision that is not uploaded).
std::vector<Node> version_nodes(const RevisionGraph &graph, std::span<const std::string> version_rows);

// The applied set that version rows stand for: their closure. Throws as version_nodes, and missing_revision.
NodeSet applied_set(const RevisionGraph &graph, std::span<const std::string> version_rows);

// The same, and throws overlapping_revisions if a row rests on another.
NodeSet applied_set_without_overlap(const RevisionGraph &graph, std::span<const std::string> version_rows);

// Every node that is applied in any of the rows, unknown rows and missing references passed over.
NodeSet applied_anywhere(const RevisionGraph &graph, std::span<const std::string> version_rows);

// Throws overlapping_revisions, with this message and hint, if one of the nodes rests on another.
void check_no_overlap(
	const RevisionGraph &graph, std::span<const Node> nodes, std::string_view message, std::string_view hint);

// What is current, in load order: the version rows and the effective heads that they imply, which are the applied
// revisions that nothing applied revises. Rows that rest on each other count as they are, and missing references are
// passed over. Throws as version_nodes.
std::vector<Node> current(const RevisionGraph &graph, std::span<const std::string> version_rows);

// Throws not_at_heads unless every head is applied.
void check_heads(const RevisionGraph &graph, std::span<const std::string> version_rows);

// `The current revisions are "a", "b".` or "Nothing is applied.", for details.
std::string describe_current(const RevisionGraph &graph, std::span<const Node> rows);

} // namespace pgmigrate::core
