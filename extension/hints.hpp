// What helps when a statement of a script fails and the server itself gives no hint.
#pragma once
#include <string>
#include <string_view>

#include "core/revision.hpp"
#include "extension/enum_values.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

// What a hint may speak of.
struct FailedStep {
	core::Direction direction;
	std::string revision;
	std::string tag;       // of the statement: "CREATE TABLE"
	std::string applied;   // "000_a, 001_b" or "nothing"
	std::string last_done; // the last revision that this run had got through; may be empty
	int steps_done = 0, steps = 0;
	bool timed_out = false;                                   // by statement_timeout or lock_timeout
	std::string target;                                       // of the run
	ValueOrigin value_origin = ValueOrigin::same_transaction; // where an enum value may not be used yet
	bool stepwise = false;                                    // a transaction for each step
	bool in_transaction = true;                               // of the section: not marked transaction:false
	bool no_schema = false;                                   // of search_path can be created in
	std::string parent;    // what it rests on; empty unless that is one revision
	std::string statement; // its text
};

// Whether the server found no schema of search_path to create in. By the message's id: only where it was raised.
bool is_without_schema(const ErrorData &error);

// Empty if we know none.
std::string hint_for(int sqlstate, const FailedStep &step);

// The message, detail and hint of an exhausted lock table speak of this run's steps.
std::string lock_table_detail(const FailedStep &step);
std::string lock_table_hint(const FailedStep &step, int max_locks_per_transaction);

} // namespace pgmigrate
