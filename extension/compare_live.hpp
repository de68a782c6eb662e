// The live database against what its own revisions make of an empty one.
#pragma once
#include <vector>

#include "core/schema/diff/diff.hpp"
#include "extension/settings.hpp"
#include "extension/step.hpp"

namespace pgmigrate {

struct CompareRequest {
	bool strict_column_order = false;
	bool owners = false, privileges = false; // are compared, too
	Variables variables;                     // of the revisions
};

// From what the applied revisions of every project and target schema make, to what is there. Throws what replaying throws;
// warns of revisions that no shadow can tell of.
std::vector<core::schema::Difference> compare_with_revisions(const CompareRequest &request);
// The statements that would remove those differences from the database.
std::vector<core::schema::MigrationPiece> diff_with_revisions(const CompareRequest &request);

// From the snapshot to what is there. One that another major version wrote is made again on a shadow first, so that both
// texts of an expression are this server's.
std::vector<core::schema::Difference> compare_with_snapshot(
	const core::schema::Snapshot &snapshot, bool strict_column_order);

} // namespace pgmigrate
