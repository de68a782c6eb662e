// An existing database becomes a first revision.
#pragma once
#include <string>

#include "extension/make_revision.hpp"

namespace pgmigrate {

struct BaselineRequest {
	Scope scope;
	RevisionRequest revision;
	std::vector<std::string> schemas; // none: all
};

// Makes a revision of what the database holds, proves on a shadow that it makes an equal schema, and marks it as applied
// here. Returns its id. Throws 55000 where the project has revisions already, or where the proof fails.
std::string make_baseline(const BaselineRequest &request);

} // namespace pgmigrate
