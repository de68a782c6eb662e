// Scripts for psql that do in another database, without pgmigrate's runner, what a run or a stamp would do.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/revision.hpp"
#include "extension/settings.hpp"

namespace pgmigrate {

struct ScriptRequest {
	Scope scope;
	std::optional<std::vector<std::string>> revisions; // as a run takes them
};

// The script of an upgrade or downgrade to a target, from what is applied, or over a range. `variables` as a run takes
// them. Reads only. Throws what planning throws, and what stands against running the steps anywhere.
std::string run_script(const ScriptRequest &request, core::Direction direction, const std::string &target,
	const std::optional<std::string> &variables);

// The script of a stamp; every target may be a range.
std::string stamp_script(const ScriptRequest &request, const std::vector<std::string> &targets, bool purge);

} // namespace pgmigrate
