#include "extension/execution.hpp"

#include "extension/activity.hpp"
#include "extension/lock_watch.hpp"
#include "extension/places.hpp"
#include "extension/running_step.hpp"
#include "extension/section_units.hpp"
#include "extension/statement_timeout.hpp"
#include "extension/subtransaction.hpp"
#include "extension/table_locks.hpp"

#include "extension/pg/compat.hpp"
#include "extension/pg/spi.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

// Where the process's own transaction began. After an error the current memory may be one that goes with the transaction.
MemoryContext home = nullptr;

// Runs inside ereport: nothing here may throw or hold memory of its own.
void add_context(void *argument) {
	auto &place = *static_cast<ExecutionPlace *>(argument);
	if (place.revision == nullptr && place.source == nullptr)
		return;
	std::size_t at = place.offset;
	place.column = 0;
	if (int position = geterrposition(); position > 0 && place.ordinal > 0) {
		// The position counts in the section; a client would look for it in its own query.
		at = byte_of_character(place.text, position - 1);
		if (at >= place.offset) {
			errposition(0);
			internalerrposition(
				pg_mbstrlen_with_len(place.text + place.offset, static_cast<int>(at - place.offset)) + 1);
			char *statement = pnstrdup(place.text + place.offset, place.length);
			internalerrquery(statement);
			pfree(statement);
			place.column = line_position(place.text, at).column;
		}
	}
	place.line = place.section_line + line_position(place.text, at).line;
	char column[32] = "", step[255 + 64];
	if (place.column > 0)
		pg_snprintf(column, sizeof column, place.file != nullptr ? ":%d" : ", column %d", place.column);
	if (place.revision != nullptr)
		pg_snprintf(step, sizeof step, "revision \"%s\", %s", place.revision, place.direction);
	else
		strlcpy(step, place.source, sizeof step);
	if (place.ordinal == 0)
		errcontext("%s, constraints checked at its end", step);
	else if (place.file != nullptr)
		errcontext("%s, statement %d, %s:%d%s", step, place.ordinal, place.file, place.line, column);
	else
		errcontext("%s, statement %d, line %d%s", step, place.ordinal, place.line, column);
}

// As the server's own simple query protocol does.
void run_portal(const Statement &statement, const char *text, bool at_top_level) {
	bool snapshot = analyze_requires_snapshot(statement.raw);
	if (snapshot)
		PushActiveSnapshot(GetTransactionSnapshot());
	List *queries = pg_analyze_and_rewrite_fixedparams(statement.raw, text, nullptr, 0, nullptr);
	List *plans = pg_plan_queries(queries, text, CURSOR_OPT_PARALLEL_OK, nullptr);
	if (snapshot)
		PopActiveSnapshot();

	Portal portal = CreateNewPortal();
	portal->visible = false;
	PortalDefineQuery(portal, nullptr, text, CreateCommandTag(statement.raw->stmt), plans, nullptr);
	PortalStart(portal, nullptr, 0, InvalidSnapshot);
	QueryCompletion completion;
	InitializeQueryCompletion(&completion);
	(void)pg::portal_run(portal, at_top_level, None_Receiver, &completion);
	PortalDrop(portal, false);
	CommandCounterIncrement();
}

struct DeferrableConstraint {
	std::string schema, name;
	Oid relation, referenced;
	bool initially_deferred;
	bool
		ambiguous; // another constraint of that name behaves otherwise: SET CONSTRAINTS cannot mean this one alone
};

std::vector<DeferrableConstraint> deferrable_constraints() {
	std::vector<DeferrableConstraint> found;
	pg::own_statements([&] {
		pg::query(
			"SELECT n.nspname::text, c.conname::text, c.conrelid::int8, c.confrelid::int8, c.condeferred,"
			" EXISTS (SELECT FROM pg_constraint o WHERE o.conname = c.conname"
			"  AND o.connamespace = c.connamespace AND (NOT o.condeferrable OR o.condeferred <> c.condeferred))"
			" FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace"
			" WHERE c.condeferrable ORDER BY n.nspname, c.conname",
			{}, [&](const pg::Row &row) {
				found.push_back({row.string(0), row.string(1), static_cast<Oid>(row.number(2)),
					static_cast<Oid>(row.number(3)), row.truth(4), row.truth(5)});
			});
	});
	return found;
}

// SET CONSTRAINTS schema.name IMMEDIATE or DEFERRED.
void set_constraint(const DeferrableConstraint &constraint, bool deferred) {
	auto *statement = makeNode(ConstraintsSetStmt);
	statement->constraints =
		list_make1(makeRangeVar(pstrdup(constraint.schema.c_str()), pstrdup(constraint.name.c_str()), -1));
	statement->deferred = deferred;
	AfterTriggerSetState(statement);
}

// Whether a statement can touch rows that already stand in a table. Definitions cannot, and most steps hold nothing else:
// it spares those the look at the catalog.
bool may_fire_triggers(Node *statement) {
	switch (nodeTag(statement)) {
	case T_CreateStmt:
	case T_IndexStmt:
	case T_AlterTableStmt:
	case T_DropStmt:
	case T_CommentStmt:
	case T_CreateSchemaStmt:
	case T_CreateFunctionStmt:
	case T_CreateTrigStmt:
	case T_ViewStmt:
	case T_RenameStmt:
	case T_GrantStmt:
	case T_VariableSetStmt:
		return false;
	default:
		return true;
	}
}

// Fires everything that is pending, to see it succeed, and takes that back: the checks come again at COMMIT. The only way
// to check a constraint that cannot be named without changing how another one behaves.
void rehearse_all_constraints(ExecutionPlace &place) {
	Subtransaction rehearsal;
	try {
		with_context(place, [] {
			PushActiveSnapshot(GetTransactionSnapshot());
			auto *statement = makeNode(ConstraintsSetStmt);
			statement->constraints = NIL;
			statement->deferred = false;
			start_statement_timeout();
			AfterTriggerSetState(statement);
			stop_statement_timeout();
			PopActiveSnapshot();
		});
	} catch (const pg::PgError &) {
		rehearsal.take_back();
		throw;
	}
	rehearsal.take_back();
}

// Runs the statement in memory of its own, for the time that statement_timeout gives it.
void run(const Statement &statement, ExecutionPlace &place, bool at_top_level) {
	StatementMark mark(place);
	with_context(place, [&] {
		CHECK_FOR_INTERRUPTS();
		MemoryContext caller = CurrentMemoryContext;
		MemoryContext mine = AllocSetContextCreate(caller, "pgmigrate statement", ALLOCSET_DEFAULT_SIZES);
		MemoryContextSwitchTo(mine);
		start_statement_timeout();
		run_portal(statement, place.text, at_top_level);
		stop_statement_timeout();
		MemoryContextSwitchTo(caller);
		MemoryContextDelete(mine);
	});
}

void run_bounded(const Statement &statement, ExecutionPlace &place, bool at_top_level) {
	BoundedLockWaits bounded;
	try {
		run(statement, place, at_top_level);
	} catch (const pg::PgError &error) {
		bounded.explain(error);
		throw;
	}
}

void take_foreseen_locks(const Statement &statement, ExecutionPlace &place) {
	if (has_foreseen_locks(*statement.raw))
		with_context(place, [&] {
			if (take_table_locks([&] {
					return LockSet{foreseen_locks(*statement.raw), LockPatience::now()};
				}))
				report_phase(Phase::running);
		});
}

} // namespace

void with_context(ExecutionPlace &place, const std::function<void()> &f) {
	pg_call([&] {
		ErrorContextCallback callback;
		callback.callback = add_context;
		callback.arg = &place;
		callback.previous = error_context_stack;
		error_context_stack = &callback;
		f();
		error_context_stack = callback.previous;
	});
}

void execute_statement(const Statement &statement, ExecutionPlace &place) {
	take_foreseen_locks(statement, place);
	run_bounded(statement, place, false);
}

void begin_transaction() {
	pg_call([] {
		home = CurrentMemoryContext;
		SetCurrentStatementStartTimestamp();
		StartTransactionCommand();
		MemoryContextSwitchTo(home);
	});
}

void commit_transaction(ExecutionPlace &place) {
	StatementMark mark(place); // deferred triggers fire now
	with_context(place, [] {
		CommitTransactionCommand();
		MemoryContextSwitchTo(home);
	});
}

void abort_transaction() {
	pg_call([] {
		if (get_timeout_active(STATEMENT_TIMEOUT)) // what comes now is not the statement that failed
			disable_timeout(STATEMENT_TIMEOUT, false);
		AbortCurrentTransaction();
		MemoryContextSwitchTo(home);
	});
}

void execute_at_top_level(const Statement &statement, ExecutionPlace &place,
	const std::function<void()> &first, const std::function<void()> &last) {
	begin_transaction();
	first();
	take_foreseen_locks(statement, place);
	if (waits_out_of_the_way(statement.raw->stmt))
		run(statement, place, true);
	else
		run_bounded(statement, place, true);
	last();
	commit_transaction(place);
}

void execute_alone(const std::string &sql, Oid role) {
	ExecutionPlace place;
	char *text = pg_call([&] { return pstrdup(sql.c_str()); });
	place.text = text;
	place.length = sql.size();
	Statement statement{};
	in_transaction(place,
		[&] { statement.raw = pg_call([&] { return linitial_node(RawStmt, pg_parse_query(text)); }); });
	Oid user = InvalidOid;
	int context = 0;
	auto become_role = [&] {
		GetUserIdAndSecContext(&user, &context);
		if (OidIsValid(role))
			SetUserIdAndSecContext(role, context | SECURITY_LOCAL_USERID_CHANGE);
	};
	execute_at_top_level(statement, place, become_role, [&] { SetUserIdAndSecContext(user, context); });
}

void check_deferred_constraints(ExecutionPlace &place, std::span<const Statement> statements) {
	bool any = false;
	for (const Statement &statement : statements)
		any = any || may_fire_triggers(statement.raw->stmt);
	if (!any)
		return;
	place.ordinal = 0;
	StatementMark mark(place);
	bool rehearse = false;
	for (const DeferrableConstraint &constraint : deferrable_constraints()) {
		with_context(place, [&] {
			bool pending =
				AfterTriggerPendingOnRel(constraint.relation) ||
				(OidIsValid(constraint.referenced) && AfterTriggerPendingOnRel(constraint.referenced));
			if (!pending)
				return;
			if (constraint.ambiguous) {
				rehearse = true;
				return;
			}
			PushActiveSnapshot(GetTransactionSnapshot());
			start_statement_timeout();
			set_constraint(constraint, false);
			stop_statement_timeout();
			if (constraint.initially_deferred)
				set_constraint(constraint, true);
			PopActiveSnapshot();
		});
	}
	if (rehearse)
		rehearse_all_constraints(place);
}

} // namespace pgmigrate
