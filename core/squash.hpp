// Several revisions that become one: which they are, and the migration file that stands for them.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/revision_graph.hpp"
#include "core/script_file.hpp"

namespace pgmigrate::core {

// What a squash does. The last revision keeps its id, so that whoever stands there, or above it, stands where he stood.
struct Squash {
	std::vector<Node> members; // in an order in which they can run; the last is the one that stays
	Revision revision;         // as that one will be: what it rests on, and whom it replaces
};

// Plans to make one revision of all those on the way from `from` to `to`, both included. Without a message, it is
// "Revisions a to b". Throws what locate_one throws, and
// - not_reachable if `to` does not revise `from`, directly or not;
// - illegal_target if both are the same;
// - object_not_in_prerequisite_state (55000) if another revision rests on one of them that goes;
// - missing_revision if what is below `to` has a gap.
Squash plan_squash(const RevisionGraph &graph, std::string_view from, std::string_view to,
	const std::optional<std::string> &message);

// Its migration file, from those of the members, in their order: the upgrades one after the other, and the downgrades the
// other way round. If one of them has no way back, it has none. Throws 55000 where the files differ in their settings or
// markers, with which no one section can run both.
NewScript squashed_script(const Squash &squash, std::span<const Script> scripts);

} // namespace pgmigrate::core
