// What the ledger knows of one step that goes on, asked statement by statement; indexes are ordinals less one.
#pragma once
#include <map>
#include <vector>

#include "extension/ledger.hpp"
#include "extension/section_units.hpp"
#include "extension/session_state.hpp"

namespace pgmigrate {

class StepLedger {
public:
	// The rows of a revision; those of others are left out.
	void take(const std::vector<ledger::Entry> &entries, const std::string &revision);
	void clear() { entries_.clear(); }
	bool empty() const { return entries_.empty(); }
	// By ordinal.
	const std::map<int, ledger::Entry> &entries() const { return entries_; }

	const ledger::Entry *entry(std::size_t statement) const;
	bool is_done(std::size_t statement) const;
	bool is_done(const Unit &unit) const;
	int done() const;

	// Throws unless what was done was done by these statements and what was interrupted can be gone on with: half_applied,
	// or unresolved_statement, which asks.
	void check(const core::Script &script, core::Direction direction,
		const std::vector<Statement> &statements) const;

	// Whether what a statement that is done did for the session is done again, for which the caller's transaction stands.
	// Throws unresolved_statement where only a person can tell.
	bool is_made_again(const core::Script &script, core::Direction direction,
		const std::vector<Statement> &statements, std::size_t statement, SessionState &session) const;

private:
	std::map<int, ledger::Entry> entries_;
};

} // namespace pgmigrate
