// What a statement will lock: the tables, views, indexes and sequences that exist now, and how strongly.
#pragma once
#include <vector>

#include "extension/pg/prelude.hpp"

namespace pgmigrate {

struct ForeseenLock {
	Oid relation;
	LOCKMODE mode;
	bool operator==(const ForeseenLock &) const = default;
};

// The locks stronger than any that reading and writing rows takes, under the current search_path and role. A name that
// nothing has and what the current user has no right to lock so are left out: the statement itself says why it fails.
// May raise the server's errors for names that cannot be looked up.
std::vector<ForeseenLock> foreseen_locks(const RawStmt &statement);

// Whether a statement of this kind can have such locks; looks at nothing but the tree.
bool has_foreseen_locks(const RawStmt &statement);

} // namespace pgmigrate
