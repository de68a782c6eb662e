// Answers of the functions that only look: current, heads, branches, history, show, manifest.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/revision.hpp"
#include "extension/settings.hpp"

namespace pgmigrate {

// A revision with what the log says of its last upgrade or stamp, if it is applied.
struct RevisionState {
	core::Revision revision;
	bool head = false;           // no other one revises it
	bool effective_head = false; // a head all the same, though another one depends on it
	std::optional<std::int64_t> applied_at;
	std::optional<std::string> applied_by;
	std::optional<int> changes; // objects that it changed, where that was watched
};

// The version rows, unknown ones too, and the effective heads that they imply: here effective_head means that nothing
// applied revises it and that it has no row, because something applied depends on it. With `check_heads` throws
// what core::check_heads throws.
std::vector<RevisionState> current(const Scope &scope, bool check_heads = false);
// Throws missing_revision: what is a head cannot be told of a graph with a gap. `resolve_dependencies` leaves out
// effective heads.
std::vector<RevisionState> heads(const Scope &scope, bool resolve_dependencies = false);

// A revision that several others revise.
struct BranchPoint {
	core::Revision revision;
	std::vector<std::string> branches_into;
};
std::vector<BranchPoint> branches(const Scope &scope);

// Newest first; `range` as core::history takes it.
std::vector<RevisionState> history(const Scope &scope, const std::string &range);

struct RevisionDetails {
	RevisionState state;
	std::vector<std::string> branches_into; // its children, by revises
	std::optional<std::string> name;
	bool reversible = false;
	std::string checksum, uploaded_by, script;
	std::int64_t uploaded_at = 0;
};
// The revisions that a target names, or those of a range, newest first.
std::vector<RevisionDetails> show(const Scope &scope, const std::string &target_or_range);

struct ManifestEntry {
	std::string revision, checksum;
	std::optional<std::string> name;
	bool applied, accepted;
};
std::vector<ManifestEntry> manifest(const Scope &scope);

} // namespace pgmigrate
