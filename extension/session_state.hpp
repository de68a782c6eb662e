// What statements did for the session alone, and how it is made again where a step goes on in another transaction or
// session: SET and RESET, PREPARE, temporary objects.
#pragma once
#include <set>
#include <string>

#include "extension/statements.hpp"

namespace pgmigrate {

// What has to happen with a statement that is done.
enum class Remake {
	no,         // it changed the database, or what it made is still there
	yes,        // it is run again
	unfaithful, // it would not come out as it did: it reads what may have changed, or does more than that
};

// Whether a statement may have made something for its session that is not easily made again.
bool may_make_session_objects(Node *statement);

// Throws unresolved_statement for a statement that cannot be made again faithfully, and says how a person decides.
[[noreturn]] void ask_about_session_state(
	const core::Script &script, core::Direction direction, std::size_t index, const Statement &statement);

// Decides statement by statement, in their order, what of a step is made again.
class SessionState {
public:
	// `same_transaction_settings`: the session is the same, and only settings, which ended with the last transaction, have
	// to be made again.
	explicit SessionState(bool settings_only) : settings_only_(settings_only) {}

	// Within a transaction. Looks at what is there now, and takes it that what it answers with yes is done next.
	Remake decide(const Statement &statement, std::string_view section);

private:
	bool settings_only_;
	std::set<std::string, std::less<>> remade_; // temporary relations
};

} // namespace pgmigrate
