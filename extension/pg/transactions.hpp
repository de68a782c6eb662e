// The transactions of a procedure that commits: the caller's own, one after the other.
#pragma once
#include "extension/pg/guard.hpp"

namespace pgmigrate::pg {

// Whether the procedure was called by a statement at top level, so that it may commit.
bool may_commit(FunctionCallInfo fcinfo);

// From construction to finish(), the procedure may end its transaction and begin the next.
class ProcedureTransactions {
public:
	ProcedureTransactions();
	void finish();

	// Commits, and begins the next transaction. Throws what the commit throws; then the next one has begun, too.
	void commit();
	// After a caught error: takes back everything since the last commit, and begins the next transaction. The error has
	// then been dealt with, and may be raised again or not.
	void roll_back();
	// Leaves no snapshot behind that CREATE INDEX CONCURRENTLY elsewhere would wait for; directly after commit().
	void forget_snapshots();

private:
	MemoryContext memory_; // of the connection: outlives its transactions
};

} // namespace pgmigrate::pg
