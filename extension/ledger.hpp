// The ledger of steps that are under way: which statements are done, or begun. A step that ends takes its rows along, so
// that rows that stand while nobody runs mean a revision that is half applied. Inside pg::own_statements.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "extension/pg/spi.hpp"
#include "extension/prepared.hpp"

namespace pgmigrate::ledger {

// What is known of a statement. `partly`: a transaction of its own that it began with is committed, its last one is not.
// `again`, `over`: done, and a person has said whether what it did for its session is made again for the next one.
enum class State { started, partly, done, again, over };
inline bool is_done(State state) {
	return state == State::done || state == State::again || state == State::over;
}
const char *name(State state);

// One statement of a step.
struct Entry {
	std::string revision;
	core::Direction direction = core::Direction::upgrade;
	int statement = 0;    // ordinal in its section, from 1
	std::string checksum; // SHA-256 of its text
	std::string text;
	State state = State::started;
	std::int64_t started_at = 0;              // as the server counts
	std::vector<std::string> invalid_indexes; // oids of those that were invalid before it
	std::string target_schema;
};

// A step as its rows are keyed, beside the statement.
struct StepKey {
	Scope scope;
	std::string run; // a uuid
	std::string revision;
	core::Direction direction = core::Direction::upgrade;
};

// A run's id, which no other one has.
std::string new_run();
// The rows of a target schema, by revision and statement, as they are committed now.
std::vector<Entry> entries(const Scope &scope);
// The rows of a revision in all target schemas.
std::vector<Entry> entries_of(const std::string &project, const std::string &revision);

// Writes what is known of a statement; what was known before is replaced.
void write(const StepKey &step, int statement, std::string_view text, State state,
	const std::vector<std::string> &invalid_indexes = {});
void forget(const Scope &scope, const std::string &revision, int statement);
void forget_step(const Scope &scope, const std::string &revision);
void forget_all(const Scope &scope);

// The checksum of a statement's text: line ends and blanks around it do not count.
std::string checksum_of(std::string_view statement);

} // namespace pgmigrate::ledger
