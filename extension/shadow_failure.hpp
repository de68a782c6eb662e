// An error of what ran in a shadow, as a value: nothing of the caller's transaction is touched by it.
#pragma once
#include <string>
#include <string_view>

#include "core/conditions.hpp"
#include "extension/execution.hpp"
#include "extension/pg/guard.hpp"

namespace pgmigrate {

struct ShadowFailure {
	std::string sqlstate, message, detail, hint, context;
	std::string message_id; // untranslated
	std::string schema, table, column, datatype, constraint;
	std::string internal_query; // the statement alone, where there is a position
	int internal_position = 0;
	// where it was: of the section or text; 0 and empty where it was nowhere in it
	int statement = 0, line = 0, line_column = 0;
	std::string tag; // of the statement

	bool is(const core::Condition &condition) const { return sqlstate == condition.sqlstate; }

	// Of the exception in flight, in the process that it happened in.
	static ShadowFailure current(const ExecutionPlace &place);
	std::string pack() const;
	static ShadowFailure unpack(std::string_view packed);
	// Raises it as an error of this process.
	[[noreturn]] void raise() const;
};

} // namespace pgmigrate
