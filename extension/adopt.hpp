// Makes a migration of what somebody did by hand.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "extension/make_revision.hpp"

namespace pgmigrate {

struct AdoptRequest {
	Scope scope;
	RevisionRequest revision;
	std::optional<std::vector<std::int64_t>> drift; // ids; nothing: all that is open
	std::optional<std::string> downgrade;
};

// Makes a revision whose upgrade are the statements of the drift, in the order in which they ran, marks it as applied here,
// and settles the drift. Returns the revision's id. Throws 22023 for an unknown id, 55000 for what is settled already, where
// nothing is open, and where what the revision would follow is not applied here; and what making a revision and stamping
// throw.
std::string adopt(const AdoptRequest &request);

} // namespace pgmigrate
