// Making a revision from SQL alone.
#pragma once
#include <optional>
#include <string>

#include "extension/settings.hpp"

namespace pgmigrate {

struct RevisionRequest {
	std::string message, upgrade;
	std::optional<std::string> downgrade, id, revises;
};

// Makes a revision, on the head and named by number and message unless the request says otherwise, and stores it.
// Returns its id.
std::string make_revision(const Scope &scope, const RevisionRequest &request);

} // namespace pgmigrate
