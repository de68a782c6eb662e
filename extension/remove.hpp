// Deleting an uploaded revision.
#pragma once
#include <string>

#include "extension/settings.hpp"

namespace pgmigrate {

// Deletes a revision that is applied nowhere (else 55000) and that nothing rests on (else 2BP01). Returns its id.
std::string remove_revision(const Scope &scope, const std::string &target);

} // namespace pgmigrate
