// Moving a branch onto another revision: what moves, and the migration file that says so.
#pragma once
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/revision_graph.hpp"

namespace pgmigrate::core {

// What a rebase does. Everything that rests on the revision that moves goes with it, its file unchanged.
struct Rebase {
	Node named; // by the user
	Node moved;
	Node onto;
	std::vector<std::string> revises; // what the moved revision revises afterwards
	bool changes = true;              // false: what is named rests on `onto` already
};

// Plans to move the part of a revision's line that `onto` does not rest on: its lowest revision, down along revises, is
// the one whose parent changes, whichever revision of the part is named. `onto` is by default the only head that does
// not rest on the revision. Throws what locate_in_graph throws, and
// - illegal_target for a target that names no revision, or several;
// - multiple_heads, or object_not_in_prerequisite_state (55000), where there are several such heads, or none;
// - cycle or dependency_cycle if `onto` rests on the revision;
// - ambiguous_relative if a merge leaves open which line moves;
// - missing_revision if what is below `onto` has a gap. (A gap below the revision is what it may mend.)
Rebase plan_rebase(
	const RevisionGraph &graph, std::string_view revision, const std::optional<std::string> &onto);

// The graph after it. Throws what an invalid graph throws.
RevisionGraph rebased(const RevisionGraph &graph, const Rebase &rebase);

// "rebase b: a -> c", or "nothing to do: b rests on c".
std::string describe(const RevisionGraph &graph, const Rebase &rebase);

// The text of one or several migration files with another line "-- revises:" for one of the revisions; every other byte
// stays. Throws what parse_scripts throws; unknown_revision if none of the files is of the revision; and
// object_not_in_prerequisite_state, with the header to add, if that file has none. `name` is the file's, as there.
std::string with_revises(std::string_view text, std::string_view id, std::span<const std::string> revises,
	std::string_view name = {});

} // namespace pgmigrate::core
