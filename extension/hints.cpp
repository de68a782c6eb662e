#include "extension/hints.hpp"

#include <fmt/format.h>

#include "extension/pg/prelude.hpp"

namespace pgmigrate {

std::string hint_for(int sqlstate, const FailedStep &step) {
	switch (sqlstate) {
	case ERRCODE_DUPLICATE_TABLE:
	case ERRCODE_DUPLICATE_COLUMN:
	case ERRCODE_DUPLICATE_OBJECT:
	case ERRCODE_DUPLICATE_SCHEMA:
	case ERRCODE_DUPLICATE_FUNCTION:
		if (step.direction == core::Direction::downgrade) return {};
		return fmt::format("If the database already has what this revision makes, record it without running it: "
						   "SELECT pgmigrate.stamp('{}'). Otherwise write IF NOT EXISTS.",
			step.revision);
	case ERRCODE_UNDEFINED_TABLE:
	case ERRCODE_UNDEFINED_COLUMN:
	case ERRCODE_UNDEFINED_OBJECT:
	case ERRCODE_UNDEFINED_FUNCTION:
	case ERRCODE_UNDEFINED_SCHEMA:
		return fmt::format("Before this run {} applied; SELECT * FROM pgmigrate.history() shows which revision makes it.",
			step.applied.empty() ? "nothing was" : fmt::format("{} was", step.applied));
	case ERRCODE_UNSAFE_NEW_ENUM_VALUE_USAGE:
		if (step.last_done.empty())
			return "Add the value in a revision of its own, and upgrade to that one in a transaction before this one.";
		return fmt::format("A new enum value can be used once it is committed: SELECT pgmigrate.upgrade('{}'), COMMIT, "
						   "then upgrade again.",
			step.last_done);
	case ERRCODE_ACTIVE_SQL_TRANSACTION:
		return "The server runs this statement only outside a transaction: run it by itself in psql, then record the "
			   "revision with pgmigrate.stamp.";
	case ERRCODE_INSUFFICIENT_PRIVILEGE:
		return "Scripts run with the rights of the caller; SET pgmigrate.role to the role that owns the schema if you are "
			   "a member of it.";
	default: return {};
	}
}

std::string lock_table_detail(const FailedStep &step) {
	return fmt::format("{} of {} steps fitted into this transaction before the server's lock table was full.",
		step.steps_done, step.steps);
}

std::string lock_table_hint(const FailedStep &step, int max_locks_per_transaction) {
	std::string raise = fmt::format("raise max_locks_per_transaction (now {}) and restart the server",
		max_locks_per_transaction);
	if (step.last_done.empty()) return fmt::format("To run this, {}.", raise);
	return fmt::format("Run it in several transactions, to a revision half way at most first (the last one that fitted "
					   "is \"{}\"); or {}.",
		step.last_done, raise);
}

} // namespace pgmigrate
