// Which statements cannot run inside a transaction block or function.
#pragma once
#include "extension/pg/prelude.hpp"

namespace pgmigrate {

// A phrase such as "CREATE INDEX CONCURRENTLY" if the statement must be a top-level one, "COMMIT"
// and the like for transaction control, else nullptr. Follows the callers of PreventInTransactionBlock in PostgreSQL 15
// to 18; what only the catalogs can tell (a partitioned REINDEX, a subscription with a slot) the server still judges.
const char *must_be_top_level(Node *statement);

} // namespace pgmigrate
