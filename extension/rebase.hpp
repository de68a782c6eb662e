// Moving uploaded revisions that are not applied onto another revision.
#pragma once
#include <optional>
#include <string>

#include "extension/settings.hpp"

namespace pgmigrate {

// Moves the branch of a revision as core::plan_rebase does and stores the changed script as the caller's. Refuses a branch
// that is applied in any target schema (55000), and a script that the caller does not vouch for (not_accepted). Returns
// what it did, "rebase b: a -> c".
std::string rebase_revision(
	const Scope &scope, const std::string &revision, const std::optional<std::string> &onto);

} // namespace pgmigrate
