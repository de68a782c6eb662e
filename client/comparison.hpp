// The directory against the server, revision by revision; writes nothing.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "client/colour.hpp"
#include "client/render.hpp"
#include "client/session.hpp"
#include "client/workspace.hpp"

namespace pgmigrate::client {

enum class RevisionState : std::uint8_t { applied, pending, changed, missing, unknown };

struct ComparedRevision {
	std::string revision;
	RevisionState state;
	std::string message = {}; // as the file has it
	std::string path = {};    // of the file; empty if there is none
	int line = 1;
	std::string note = {}; // what the state leaves open
	std::string applied_at = {}, applied_by = {};
};

struct Comparison {
	std::vector<ComparedRevision> revisions;
	bool tells_drift; // somebody watches what is done by hand, and the caller may know
};

// The functions that it calls.
inline const std::vector<std::string_view> kComparisonFunctions{"manifest", "half_applied", "history"};

// The directory's revisions, each after what it rests on, and behind them what the server alone has. One query, which the
// server answers while the files still are read.
Comparison compare(Session &session, const Workspace &workspace);

// "applied", "changed since applied", ...
std::string_view state_text(RevisionState state);
// The same as JSON has it: with "_" for blanks.
std::string state_key(RevisionState state);
// The colour of such a text.
Colour colour_of_state(std::string_view text);
// "up to date: 3 applied", or "not up to date: 1 pending, 3 applied"
std::string verdict(const std::vector<ComparedRevision> &compared);
// Whether everything is applied, and as it is here.
bool is_up_to_date(const std::vector<ComparedRevision> &compared);

} // namespace pgmigrate::client
