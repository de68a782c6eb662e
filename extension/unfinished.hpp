// What a statement of several transactions left behind that did not come to its end: invalid indexes, a partition half
// detached. Runs in the process that runs such statements, outside of its transactions.
#pragma once
#include <string>
#include <vector>

#include "extension/execution.hpp"

namespace pgmigrate {

// The oids of all indexes that are invalid now. Inside own_statements.
std::vector<std::string> invalid_indexes();

// Drops, concurrently, the invalid indexes that the statement made: those that are not among `before`. Throws 55006 if
// somebody is building one of them.
void drop_unfinished_indexes(
	const Statement &statement, const std::vector<std::string> &before, ExecutionPlace &place);

// Throws 55000 if CREATE INDEX CONCURRENTLY IF NOT EXISTS would accept an invalid index as the one it should make.
void refuse_invalid_index(const Statement &statement);

// For ALTER TABLE ... DETACH PARTITION CONCURRENTLY of a partition that is detached half way: the statement that
// finalizes it. Empty for any other.
std::string finalizing_statement(const Statement &statement);

} // namespace pgmigrate
