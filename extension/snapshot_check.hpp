// REPEATABLE READ and SERIALIZABLE transactions keep their snapshot, and the lock does not make it newer. Each check
// throws 40001 if something was committed since that the caller builds on; call it with the lock held. What this
// transaction wrote itself is no matter: every snapshot shows it.
#pragma once
#include <string>
#include <vector>

#include "extension/prepared.hpp"

namespace pgmigrate {

// The version rows of one target schema.
void check_version_rows_in_snapshot(const Scope &scope);

// The scripts that the steps would run.
void check_scripts_in_snapshot(const std::string &project, const std::vector<PreparedStep> &steps);

// Anything that the project holds: its scripts, and the version rows of every target schema.
void check_project_in_snapshot(const std::string &project);

} // namespace pgmigrate
