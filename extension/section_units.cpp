#include "extension/section_units.hpp"

#include <fmt/format.h>

#include "extension/places.hpp"
#include "extension/top_level.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

using core::Direction;
using core::Script;
using pg::pg_call;

enum class Control { none, begin, commit, other };

Control control_of(const Statement &statement) {
	if (!IsA(statement.raw->stmt, TransactionStmt))
		return Control::none;
	auto *control = castNode(TransactionStmt, statement.raw->stmt);
	switch (control->kind) {
	case TRANS_STMT_BEGIN:
	case TRANS_STMT_START:
		return control->options == NIL ? Control::begin : Control::other;
	case TRANS_STMT_COMMIT:
		return Control::commit;
	case TRANS_STMT_COMMIT_PREPARED: // statements like others, at top level
	case TRANS_STMT_ROLLBACK_PREPARED:
		return Control::none;
	default:
		return Control::other;
	}
}

// What to do instead of transaction control that no section may have.
const char *hint_for_control(const Statement &statement, bool marked) {
	TransactionStmtKind kind = castNode(TransactionStmt, statement.raw->stmt)->kind;
	if (!marked)
		return "Take it out of the script: what a step does is done or not done as a whole.";
	if (kind == TRANS_STMT_BEGIN || kind == TRANS_STMT_START)
		return "Write BEGIN alone, and SET TRANSACTION after it.";
	return "Take it out of the script: what is between BEGIN and COMMIT is done or not done as a whole.";
}

class Reader {
public:
	Reader(const Script &script, Direction direction, const std::vector<Statement> &statements)
		: script_(script), direction_(direction), statements_(statements) {}

	std::vector<Unit> read() {
		bool marked = !script_.section(direction_).transaction;
		for (at_ = 0; at_ < statements_.size(); at_++) {
			const Statement &s = statements_[at_];
			Control control = control_of(s);
			if (control == Control::other)
				refuse("transaction control", hint_for_control(s, marked));
			else if (marked)
				take_at_top_level(s, control);
			else
				take_in_transaction(s, control);
		}
		at_ = statements_.size();
		if (begun_) {
			at_ = *begun_;
			refuse("the beginning of a transaction that nothing ends", "Write COMMIT where it ends.");
		}
		close();
		return std::move(units_);
	}

private:
	void take_in_transaction(const Statement &s, Control control) {
		if (control == Control::commit)
			return close();
		if (control == Control::begin)
			refuse("transaction control",
				"Take it out of the script: the section is a transaction already. COMMIT alone ends one and begins the next.");
		if (s.not_in_transaction != nullptr)
			refuse(fmt::format("{}, which the server runs only outside a transaction", s.not_in_transaction),
				"Mark its section \"transaction:false\" and upload the file again.");
		open();
	}

	void take_at_top_level(const Statement &s, Control control) {
		if (control == Control::begin) {
			if (begun_)
				refuse("transaction control", "A transaction has begun before it; end that one first.");
			begun_ = at_;
			return;
		}
		if (control == Control::commit) {
			if (!begun_)
				refuse("transaction control",
					"The section is marked \"transaction:false\", so every statement commits by itself. Take it out.");
			auto *commit = castNode(TransactionStmt, s.raw->stmt);
			begun_ = commit->chain ? std::optional(at_) : std::nullopt;
			return close();
		}
		if (!begun_) {
			units_.push_back({at_, at_ + 1, true});
			return;
		}
		if (s.not_in_transaction != nullptr)
			refuse(fmt::format("{}, which the server runs only outside a transaction", s.not_in_transaction),
				"Move it out from between BEGIN and COMMIT.");
		open();
	}

	void open() {
		if (!first_)
			first_ = at_;
	}
	void close() {
		if (first_)
			units_.push_back({*first_, at_, false});
		first_.reset();
	}

	[[noreturn]] void refuse(const std::string &what, const char *hint) const {
		const Statement &s = statements_[at_];
		core::Location where = location_in(script_, direction_, s.offset);
		throw core::Error("25001",
			fmt::format("{} cannot be run step by step",
				script_.revision.id.empty()
					? std::string("the text")
					: fmt::format("{} of revision \"{}\"", core::name(direction_), script_.revision.id)),
			fmt::format("Statement {}, at {}, is {}{}.", at_ + 1, where_text(where),
				s.not_in_transaction != nullptr && control_of(s) != Control::none
					? fmt::format("{}: ", s.not_in_transaction)
					: std::string(),
				what),
			hint)
			.at(where);
	}

	const Script &script_;
	Direction direction_;
	const std::vector<Statement> &statements_;
	std::size_t at_ = 0;
	std::optional<std::size_t> first_, begun_;
	std::vector<Unit> units_;
};

} // namespace

std::vector<Unit> units_of(
	const Script &script, Direction direction, const std::vector<Statement> &statements) {
	return Reader(script, direction, statements).read();
}

Coverage coverage_of(Node *statement) {
	switch (nodeTag(statement)) {
	case T_CallStmt:
	case T_DoStmt:
		return Coverage::commits;
	case T_AlterSystemStmt:
	case T_CreatedbStmt:
	case T_DropdbStmt:
	case T_CreateTableSpaceStmt:
	case T_DropTableSpaceStmt:
	case T_CreateSubscriptionStmt:
	case T_AlterSubscriptionStmt:
	case T_DropSubscriptionStmt:
	case T_TransactionStmt:
		return Coverage::none;
	case T_IndexStmt:
		return castNode(IndexStmt, statement)->concurrent ? Coverage::several_transactions
														  : Coverage::transaction;
	case T_DropStmt:
		return castNode(DropStmt, statement)->concurrent ? Coverage::several_transactions
														 : Coverage::transaction;
	case T_ReindexStmt:
	case T_VacuumStmt:
	case T_ClusterStmt:
		return Coverage::several_transactions;
	case T_AlterTableStmt: {
		ListCell *cell;
		foreach (cell, castNode(AlterTableStmt, statement)->cmds) {
			AlterTableCmd *command = lfirst_node(AlterTableCmd, cell);
			if (command->subtype == AT_DetachPartition && castNode(PartitionCmd, command->def)->concurrent)
				return Coverage::several_transactions;
		}
		return Coverage::transaction;
	}
	default:
		return Coverage::transaction;
	}
}

bool waits_out_of_the_way(Node *statement) {
	if (IsA(statement, ReindexStmt)) {
		const char *phrase = must_be_top_level(statement);
		return phrase != nullptr && strcmp(phrase, "REINDEX CONCURRENTLY") == 0;
	}
	if (IsA(statement, VacuumStmt)) {
		ListCell *cell;
		foreach (cell, castNode(VacuumStmt, statement)->options) {
			DefElem *option = lfirst_node(DefElem, cell);
			if (strcmp(option->defname, "full") == 0)
				return !defGetBoolean(option);
		}
		return true;
	}
	return !IsA(statement, ClusterStmt) && coverage_of(statement) == Coverage::several_transactions;
}

} // namespace pgmigrate
