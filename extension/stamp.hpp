// Sets the version rows without running anything.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "extension/settings.hpp"

namespace pgmigrate {

struct StampRequest {
	Scope scope;
	std::vector<std::string> targets;
	bool purge = false;
	std::optional<std::vector<std::string>> revisions; // as a run takes them
};

// Sets the version rows to those of the targets. Returns one line, or none if they are so already.
std::vector<std::string> stamp(const StampRequest &request);

} // namespace pgmigrate
