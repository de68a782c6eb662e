// Making revisions and merges from SQL alone.
#pragma once
#include <optional>
#include <string>

#include "core/new_revision.hpp"
#include "core/script_file.hpp"
#include "extension/settings.hpp"

namespace pgmigrate {

// What a revision shall be; without an id it is named by the next number and its message.
struct RevisionRequest {
	core::NewRevision wanted; // its id is not looked at
	std::optional<std::string> id;
};

// Each makes a migration file and stores it; returns the revision's id. The revision of `sections` is not looked at.
std::string make_revision(const Scope &scope, const RevisionRequest &request, core::NewScript sections);
std::string make_merge(const Scope &scope, const RevisionRequest &request);

} // namespace pgmigrate
