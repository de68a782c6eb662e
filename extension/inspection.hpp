// Answers of the functions that only look: current, heads, history, show, manifest.
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
	bool head = false;
	std::optional<std::int64_t> applied_at;
	std::optional<std::string> applied_by;
};

std::vector<RevisionState> current(const Scope &scope);
std::vector<RevisionState> heads(const Scope &scope);
// Newest first; `range` as core::history takes it.
std::vector<RevisionState> history(const Scope &scope, const std::string &range);

struct RevisionDetails {
	RevisionState state;
	bool reversible;
	std::string checksum, uploaded_by, script;
	std::int64_t uploaded_at;
};
// The revisions that a target names.
std::vector<RevisionDetails> show(const Scope &scope, const std::string &target);

struct ManifestEntry {
	std::string revision, checksum;
	std::optional<std::string> name;
	bool applied, accepted;
};
std::vector<ManifestEntry> manifest(const Scope &scope);

} // namespace pgmigrate
