#include "extension/pg/transactions.hpp"

namespace pgmigrate::pg {

bool may_commit(FunctionCallInfo fcinfo) {
	return fcinfo->context != nullptr && IsA(fcinfo->context, CallContext) &&
		   !castNode(CallContext, fcinfo->context)->atomic;
}

ProcedureTransactions::ProcedureTransactions() {
	pg_call([&] {
		if (SPI_connect_ext(SPI_OPT_NONATOMIC) != SPI_OK_CONNECT)
			elog(ERROR, "SPI_connect failed");
		memory_ = CurrentMemoryContext;
	});
}

void ProcedureTransactions::finish() {
	pg_call([] { SPI_finish(); });
}

void ProcedureTransactions::commit() {
	pg_call([] { SPI_commit(); });
}

void ProcedureTransactions::roll_back() {
	pg_call([&] {
		// Whoever was interrupted left his subtransactions, snapshots and levels of SPI open; all of those are atomic, and
		// ours, which stands below them, is not.
		while (IsSubTransaction())
			RollbackAndReleaseCurrentSubTransaction();
		while (ActiveSnapshotSet() && GetActiveSnapshot() != ActivePortal->portalSnapshot)
			PopActiveSnapshot();
		while (!SPI_inside_nonatomic_context())
			if (SPI_finish() != SPI_OK_FINISH)
				elog(ERROR, "the procedure's own SPI connection is gone");
		// Each end of a connection goes back to the memory that it began in: of a DO block, that of its portal, which goes next.
		MemoryContextSwitchTo(memory_);
		// Portals, too: SPI would count their snapshots, and run to the end those that a loop of a DO block was reading.
		AtAbort_Portals();
		AtCleanup_Portals();
		SPI_rollback();
	});
}

void ProcedureTransactions::forget_snapshots() {
	pg_call([] { InvalidateCatalogSnapshot(); });
}

} // namespace pgmigrate::pg
