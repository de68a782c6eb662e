// What a statement of several transactions left behind that did not come to its end: invalid indexes, a partition half
// detached. Runs in the process that runs such statements, outside of its transactions.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "extension/execution.hpp"

namespace pgmigrate {

// The oids of all indexes that are invalid now. Within a transaction.
std::vector<std::string> invalid_indexes();

// Drops, concurrently, the invalid indexes that the statement made: those that are not among `before`. Throws 55006 if
// somebody is building one of them.
void drop_unfinished_indexes(
	const Statement &statement, const std::vector<std::string> &before, ExecutionPlace &place);

// Within a transaction. Throws 55000 if CREATE INDEX CONCURRENTLY IF NOT EXISTS would accept an invalid index as the one it should make.
void refuse_invalid_index(const Statement &statement);

// Finalizes what an interrupted ALTER TABLE ... DETACH PARTITION CONCURRENTLY detached half way, for it cannot be detached
// again; `last` runs in the transaction that does. False where the statement left nothing of the kind.
bool finalize_detach(const Statement &statement, ExecutionPlace &place, const std::function<void()> &last);

} // namespace pgmigrate
