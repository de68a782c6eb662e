// Runs one statement of a script at the caller's own level, and gives its errors their place.
#pragma once
#include <functional>
#include <span>

#include "extension/settings.hpp"
#include "extension/statements.hpp"

namespace pgmigrate {

// Where a run is; filled in by the runner, read by the error context callback. line and column are left by the last
// message that was raised.
struct ExecutionPlace {
	const Scope *scope = nullptr; // of the step
	const char *revision = nullptr;
	const char *source = nullptr; // what the text is, where it is no revision's
	bool allows_rewrite = false; // says the script
	const char *direction = nullptr;
	const char *file = nullptr; // may be nullptr
	const char *text = nullptr; // of the section
	int step = 0, steps = 0;    // of the run, from 1
	int section_line = 0;       // of the marker before it
	int ordinal = 0;            // of the statement, from 1; 0: the end of the step
	const char *tag = "";       // of the statement
	std::size_t offset = 0, length = 0;
	int line = 0, column = 0;
};

// Runs the statement through a portal whose rows nobody takes. Throws the server's errors, with the position made one of
// the statement alone and a context line that names revision, direction, statement and place.
void execute_statement(const Statement &statement, ExecutionPlace &place);

// Runs the statement as a client's own, in a transaction that begins with it, and that it may end and begin anew. `first`
// runs in the first transaction before it, `last` in the last one after it, just before the commit. Memory that the
// statement and the place need must outlive transactions.
void execute_at_top_level(const Statement &statement, ExecutionPlace &place,
	const std::function<void()> &first, const std::function<void()> &last);

// Runs one statement of our own as a client's own, by itself; as the role, if one is given.
void execute_alone(const std::string &sql, Oid role = InvalidOid);

// A process's own transactions, where nobody else begins and ends them; the memory context stays the same.
void begin_transaction();
void commit_transaction(ExecutionPlace &place);
void abort_transaction();
template <class F>
void in_transaction(ExecutionPlace &place, F &&f) {
	begin_transaction();
	f();
	commit_transaction(place);
}

// Runs `f` with the place's context line on what it raises.
void with_context(ExecutionPlace &place, const std::function<void()> &f);

// Fires the deferred triggers and checks that the statements left pending, leaving every constraint as deferred as it
// was.
void check_deferred_constraints(ExecutionPlace &place, std::span<const Statement> statements);

} // namespace pgmigrate
