// Several revisions become one.
#pragma once
#include <optional>
#include <string>

#include "extension/settings.hpp"
#include "extension/step.hpp"

namespace pgmigrate {

struct SquashRequest {
	Scope scope; // the target schema is the one that the proof runs in
	std::string from, to;
	std::optional<std::string> message;
	Variables variables; // of the revisions, for the proof
};

// Makes one revision of those between two, both included, as core::plan_squash does; proves on a shadow that it makes what
// they make, and leaves what they leave when it is taken back; and stores it in their place, as an upload of its file would. Returns its id, which is that of `to`. Throws
// what those throw; not_accepted for a script that the caller does not vouch for; not_provable for one that no shadow can
// tell of; 55000 where the proof fails.
std::string squash(const SquashRequest &request);

} // namespace pgmigrate
