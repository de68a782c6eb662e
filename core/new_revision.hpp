// Where a new revision, or a merge, goes in a graph.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/revision_graph.hpp"
#include "core/script_file.hpp"

namespace pgmigrate::core {

// What a new revision shall be, as a user says it.
struct NewRevision {
	std::string id;
	std::string message;
	std::vector<std::string> revises{"head"}; // targets; "base", or nothing at all, begins a new line
	bool splice = false;                      // what it revises need not be a head
	std::vector<std::string> depends_on;      // targets
	std::vector<std::string> branch_labels;
};

// The revision with its names resolved; a dependency given by label stays one. Throws not_a_head where it would fork the
// graph without `splice`, duplicate_revision_argument, illegal_target for what counts from what is applied, what
// resolving throws, and what a graph with it would throw (duplicate_revision, duplicate_label, illegal_revision_id).
Revision place_revision(const RevisionGraph &graph, const NewRevision &wanted);

// The same for a merge, which has to revise something. Throws illegal_target if `revises` names no revision.
Revision place_merge(const RevisionGraph &graph, const NewRevision &wanted);

// The migration file of a merge: both of its sections are empty on purpose, so that there is a way back.
NewScript merge_script(Revision merge);

// The nodes that a target names on its own. Throws what resolving and walking throw, and illegal_target for "+N", "-N"
// and "current".
std::vector<Node> locate_in_graph(const RevisionGraph &graph, std::string_view target);
// The one revision among them. Throws illegal_target if there is none, or several.
Node locate_one(const RevisionGraph &graph, std::string_view target);

// Throws duplicate_revision, duplicate_label or illegal_revision_id if the graph cannot take the revision.
void check_new_names(const RevisionGraph &graph, const Revision &revision);

} // namespace pgmigrate::core
