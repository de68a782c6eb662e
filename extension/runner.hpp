// Runs a plan in the caller's transaction, all or nothing.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "extension/prepared.hpp"

namespace pgmigrate {

// Upgrades or downgrades. `variables` is a JSON object; its members are the settings var.<key> while the scripts run.
// Returns a line for each step, none if there was nothing to do. Nothing is left behind if it throws, but for what the
// session remembers of the failure.
std::vector<std::string> run(const RunRequest &request, const std::optional<std::string> &variables);

} // namespace pgmigrate
