// What psql would read otherwise than the server, in SQL that is handed to it as it stands.
#pragma once
#include <string>
#include <vector>

#include "extension/statements.hpp"

namespace pgmigrate {

// A section made ready for psql.
struct PsqlSection {
	std::vector<std::string> variables; // psql variables that must not be there, in the order of the text
	std::string text;                   // its every statement ended by a semicolon, and a line end at last
	std::vector<Statement> statements;
	bool sets_session_user = false;
};

// Prepares a section. Throws 0A000, naming script and line, where psql would put something else into the text or would
// end statements elsewhere, whatever comes before, or where the server would take what psql sends for another encoding;
// 25001 for transaction control.
PsqlSection read_as_psql(const core::Script &script, core::Direction direction);

// The encoding that a script for psql reaches its reader in.
int encoding_of_script();

} // namespace pgmigrate
