#include "extension/hints.hpp"

#include <fmt/format.h>

#include "extension/settings.hpp"

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

} // namespace

std::string hint_for(int sqlstate, const FailedStep &step) {
	switch (sqlstate) {
	case ERRCODE_DUPLICATE_TABLE:
	case ERRCODE_DUPLICATE_COLUMN:
	case ERRCODE_DUPLICATE_OBJECT:
	case ERRCODE_DUPLICATE_SCHEMA:
	case ERRCODE_DUPLICATE_FUNCTION:
		if (step.direction == core::Direction::downgrade)
			return {};
		return fmt::format(
			"If the database already has what this revision makes, record it without running it: "
			"SELECT pgmigrate.stamp({}\x02). Otherwise write IF NOT EXISTS.",
			core::text::sql_literal(step.revision));
	case ERRCODE_UNDEFINED_TABLE:
	case ERRCODE_UNDEFINED_COLUMN:
	case ERRCODE_UNDEFINED_OBJECT:
	case ERRCODE_UNDEFINED_FUNCTION:
	case ERRCODE_UNDEFINED_SCHEMA:
		if (step.direction == core::Direction::downgrade)
			return {};
		return fmt::format(
			"Applied at that point: {}. See that the revision that makes it comes before this one.",
			!step.last_done.empty() ? step.last_done
			: step.applied.empty()  ? "nothing"
									: step.applied);
	case ERRCODE_UNSAFE_NEW_ENUM_VALUE_USAGE:
		return new_enum_value_hint(step);
	case ERRCODE_QUERY_CANCELED:
		if (!step.timed_out)
			return {};
		return "Every statement of a script may take as long as statement_timeout says as it begins. Give it longer by a line "
			   "\"-- set: statement_timeout = '2h'\" in the file; or, where the script sets none, SET statement_timeout = "
			   "'2h' before.";
	case ERRCODE_OBJECT_IN_USE:
		return "If rows written before it still wait for deferred checks: SET CONSTRAINTS ALL IMMEDIATE before it, or put it "
			   "in a revision of its own; every revision ends with its checks done.";
	case ERRCODE_INVALID_TRANSACTION_TERMINATION:
		return "The whole run is one transaction: no procedure or DO block in it can commit or roll back.";
	case ERRCODE_ACTIVE_SQL_TRANSACTION:
		if (step.tag == "SET") // SET TRANSACTION has the same SQLSTATE
			return "Begin the transaction that calls pgmigrate so.";
		return "The server runs this statement only outside a transaction: run it by itself in psql, then record the "
			   "revision with pgmigrate.stamp.";
	case ERRCODE_INSUFFICIENT_PRIVILEGE:
		if (InLocalUserIdChange() && (step.tag == "SET" || step.tag == "RESET"))
			return "Scripts run with the rights of the caller, and this one cannot change the user: nobody with the rights of "
				   "the user who logged in vouches for it, or it is run from a SECURITY DEFINER function.";
		if (std::string role = role_setting(); !role.empty())
			return fmt::format("Scripts start under role \"{}\", which pgmigrate.role names.", role);
		return "Scripts run with the rights of the caller; SET pgmigrate.role to the role that owns the schema if you are "
			   "a member of it.";
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
