#include "extension/hints.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "extension/settings.hpp"
#include "extension/statements.hpp"
#include "extension/tokens.hpp"

#include "core/text.hpp"

#include "extension/pg/prelude.hpp"

namespace pgmigrate {

namespace {

std::string new_enum_value_hint(const FailedStep &step) {
	if (step.value_origin == ValueOrigin::same_transaction)
		return "This transaction added it before the call: COMMIT, and call again.";
	return fmt::format("{} after each step: CALL pgmigrate.{}_stepwise({}\x02).",
		step.value_origin == ValueOrigin::same_revision
			? "Move what adds it into a revision of its own, before this one, and commit"
			: "Commit",
		core::name(step.direction), core::text::sql_literal(step.target));
}

std::string mark_section_hint(const FailedStep &step) {
	return fmt::format("Mark its section \"transaction:false\" and upload the file again; then {};",
		stepwise_call(step.direction, step.target));
}

// Whether what the server refused may stand in a body that the statement runs.
bool runs_others(const std::string &tag) {
	return tag == "DO" || tag == "CALL" || tag == "SELECT";
}

// The server runs it only at top level, which the tree does not tell: the catalogs do, or a later release does.
std::string top_level_hint(const FailedStep &step) {
	if (step.tag == "SET") { // SET TRANSACTION has the same SQLSTATE
		if (!step.stepwise)
			return "Begin the transaction that calls pgmigrate so.";
		return "Mark its section \"transaction:false\", and write it there right after a BEGIN of its own.";
	}
	if (runs_others(step.tag))
		return "No function, procedure or DO block can run it: write the statement itself into a section marked "
			   "\"transaction:false\".";
	if (step.in_transaction)
		return mark_section_hint(step);
	return "Move it out from between BEGIN and COMMIT.";
}

std::string termination_hint(const FailedStep &step) {
	if (step.in_transaction)
		return fmt::format("{} {}",
			step.stepwise
				? "The section is one transaction: no procedure or DO block in it can commit or roll back."
				: "The whole run is one transaction: no procedure or DO block in it can commit or roll back.",
			mark_section_hint(step));
	return "A CALL or DO that is a statement by itself can commit: not between BEGIN and COMMIT, nor from a function, a block "
		   "with EXCEPTION, or a procedure with a SET clause or SECURITY DEFINER.";
}

// Whether it gives another name or schema to what is there, which nothing makes optional.
bool moves(const FailedStep &step) {
	if (!step.tag.starts_with("ALTER "))
		return false;
	const std::vector<Token> tokens = tokens_of(step.statement.c_str());
	for (std::size_t i = 0; i < tokens.size(); ++i)
		if (tokens[i].kind != kLiteral &&
			(tokens[i].text == "rename" ||
				(tokens[i].text == "set" && i + 1 < tokens.size() && tokens[i + 1].text == "schema")))
			return true;
	return false;
}

// How a statement does without what is there already: not every one has an IF NOT EXISTS.
std::string_view way_round(int sqlstate, const FailedStep &step) {
	constexpr std::array<std::string_view, 9> kOptional{"CREATE TABLE", "CREATE TABLE AS", "CREATE INDEX",
		"CREATE SCHEMA", "CREATE SEQUENCE", "CREATE MATERIALIZED VIEW", "CREATE STATISTICS",
		"CREATE EXTENSION", "CREATE FOREIGN TABLE"};
	constexpr std::array<std::string_view, 5> kReplacing{
		"CREATE VIEW", "CREATE TRIGGER", "CREATE FUNCTION", "CREATE PROCEDURE", "CREATE AGGREGATE"};
	const auto is_one_of = [&](const auto &tags) { return std::ranges::find(tags, step.tag) != tags.end(); };
	if (moves(step))
		return "rename or drop what is in the way before";
	if (sqlstate == ERRCODE_DUPLICATE_COLUMN) {
		if (step.tag == "ALTER TABLE" || step.tag == "ALTER FOREIGN TABLE")
			return "write IF NOT EXISTS";
		return "drop what is in the way before, with IF EXISTS";
	}
	if (is_one_of(kOptional) || (step.tag == "ALTER TYPE" && sqlstate == ERRCODE_DUPLICATE_OBJECT))
		return "write IF NOT EXISTS";
	if (is_one_of(kReplacing))
		return "write OR REPLACE";
	return "drop what is in the way before, with IF EXISTS";
}

// What a run in one transaction had done before the revision is undone with it, and stamp would pass over it.
std::string record_hint(const FailedStep &step) {
	const std::string stamp =
		fmt::format("SELECT pgmigrate.stamp({}\x02)", core::text::sql_literal(step.revision));
	if (step.last_done.empty() || step.stepwise)
		return fmt::format("record it without running it: {}", stamp);
	return fmt::format("first run what comes before it: {}; then record it without running it: {}",
		step.parent.empty()
			? stepwise_call(step.direction, step.target)
			: fmt::format("SELECT pgmigrate.upgrade({}\x02)", core::text::sql_literal(step.parent)),
		stamp);
}

std::string duplicate_hint(int sqlstate, const FailedStep &step) {
	if (step.direction == core::Direction::downgrade)
		return {};
	if (sqlstate == ERRCODE_DUPLICATE_COLUMN && step.tag.starts_with("CREATE ")) // by the statement alone
		return "Give each column a name of its own.";
	if (!step.in_transaction)
		return "Drop what is in the way, or upload the file again with IF NOT EXISTS; then call again: it goes on with this "
			   "statement.";
	return fmt::format("If the database already has what this revision makes, {}. Otherwise {}.",
		record_hint(step), way_round(sqlstate, step));
}

std::string undefined_hint(const FailedStep &step) {
	if (step.no_schema)
		return "No schema of search_path is there for the role that the script runs as: see SHOW search_path; give "
			   "target_schema, or SET pgmigrate.role to the role that owns the schema.";
	if (step.direction == core::Direction::downgrade)
		return {};
	return fmt::format(
		"Applied at that point: {}. See that the revision that makes it comes before this one.",
		!step.last_done.empty() ? step.last_done
		: step.applied.empty()  ? "nothing"
								: step.applied);
}

std::string timeout_hint(const FailedStep &step) {
	if (!step.timed_out)
		return {};
	return "Every statement of a script may take as long as statement_timeout says as it begins. Give it longer by a line "
		   "\"-- set: statement_timeout = '2h'\" in the file; or, where the script sets none, SET statement_timeout = "
		   "'2h' before.";
}

std::string lock_timeout_hint(const FailedStep &step) {
	if (!step.timed_out)
		return {};
	return "It waited for others longer than lock_timeout allows; while it waits, pgmigrate.progress shows for whom. Give it "
		   "longer by a line \"-- set: lock_timeout = '1min'\" in the file; or, where the script sets none, SET lock_timeout "
		   "= '1min' before.";
}

std::string object_in_use_hint(const FailedStep &step) {
	if (step.tag.ends_with("DATABASE")) // others are connected to it
		return {};
	return "If rows written before it still wait for deferred checks: SET CONSTRAINTS ALL IMMEDIATE before it, or put it "
		   "in a revision of its own; every revision ends with its checks done.";
}

std::string authorization_hint(const FailedStep &step) {
	if (step.in_transaction)
		return {};
	return "A worker runs a section marked \"transaction:false\", and logs in as the session's user: log in as one who may, "
		   "and SET ROLE.";
}

std::string not_supported_hint(const FailedStep &step) {
	if (step.tag != "LISTEN" || step.in_transaction)
		return {};
	return "The worker that runs a section marked \"transaction:false\" ends with it, so nothing could hear: take it out.";
}

std::string privilege_hint(const FailedStep &step) {
	if (InLocalUserIdChange() && (step.tag == "SET" || step.tag == "RESET"))
		return "Scripts run with the rights of the caller, and this one cannot change the user: nobody with the rights of "
			   "the user who logged in vouches for it, or it is run from a SECURITY DEFINER function.";
	if (std::string role = role_setting(); !role.empty())
		return fmt::format("Scripts start under role \"{}\", which pgmigrate.role names.", role);
	return "Scripts run with the rights of the caller; SET pgmigrate.role to the role that owns the schema if you are "
		   "a member of it.";
}

} // namespace

bool is_without_schema(const ErrorData &error) {
	return error.sqlerrcode == ERRCODE_UNDEFINED_SCHEMA && error.message_id != nullptr &&
		   std::strcmp(error.message_id, "no schema has been selected to create in") == 0;
}

std::string hint_for(int sqlstate, const FailedStep &step) {
	switch (sqlstate) {
	case ERRCODE_DUPLICATE_TABLE:
	case ERRCODE_DUPLICATE_COLUMN:
	case ERRCODE_DUPLICATE_OBJECT:
	case ERRCODE_DUPLICATE_SCHEMA:
	case ERRCODE_DUPLICATE_FUNCTION:
		return duplicate_hint(sqlstate, step);
	case ERRCODE_UNDEFINED_TABLE:
	case ERRCODE_UNDEFINED_COLUMN:
	case ERRCODE_UNDEFINED_OBJECT:
	case ERRCODE_UNDEFINED_FUNCTION:
	case ERRCODE_UNDEFINED_SCHEMA:
		return undefined_hint(step);
	case ERRCODE_UNSAFE_NEW_ENUM_VALUE_USAGE:
		return new_enum_value_hint(step);
	case ERRCODE_QUERY_CANCELED:
		return timeout_hint(step);
	case ERRCODE_LOCK_NOT_AVAILABLE:
		return lock_timeout_hint(step);
	case ERRCODE_OBJECT_IN_USE:
		return object_in_use_hint(step);
	case ERRCODE_INVALID_TRANSACTION_TERMINATION:
		return termination_hint(step);
	case ERRCODE_ACTIVE_SQL_TRANSACTION:
		return top_level_hint(step);
	case ERRCODE_NO_ACTIVE_SQL_TRANSACTION:
		return "In a section marked \"transaction:false\" every statement commits by itself: put BEGIN before it, and COMMIT "
			   "after what needs it.";
	case ERRCODE_INVALID_AUTHORIZATION_SPECIFICATION:
		return authorization_hint(step);
	case ERRCODE_FEATURE_NOT_SUPPORTED:
		return not_supported_hint(step);
	case ERRCODE_INSUFFICIENT_PRIVILEGE:
		return privilege_hint(step);
	default:
		return {};
	}
}

std::string lock_table_detail(const FailedStep &step) {
	return fmt::format("{} of {} steps fitted into this transaction before the server's lock table was full.",
		step.steps_done, step.steps);
}

std::string lock_table_hint(const FailedStep &step, int max_locks_per_transaction) {
	std::string raise = fmt::format(
		"raise max_locks_per_transaction (now {}) and restart the server", max_locks_per_transaction);
	if (step.last_done.empty())
		return fmt::format("To run this, {}.", raise);
	return fmt::format(
		"Run it in several transactions, to a revision half way at most first (the last one that fitted "
		"is \"{}\"); or {}.",
		step.last_done, raise);
}

} // namespace pgmigrate
