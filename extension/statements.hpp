// A section's statements: found and classified by the server's own parser, with their places in the script.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/revision.hpp"
#include "extension/pg/prelude.hpp"

namespace pgmigrate {

// One statement of a section; offsets are bytes from the section's start.
struct Statement {
	RawStmt *raw;
	std::size_t offset;
	std::size_t length;
	const char *tag; // "CREATE INDEX"
	const char
		*not_in_transaction; // why it cannot run in a transaction block or function, as a phrase; or nullptr
};

// What is kept of a section with its script.
struct SectionFacts {
	int statements = 0;
	// Ordinal of the first statement that cannot run in a transaction; 0 if only the marker says transaction:false.
	std::optional<int> top_level;
	std::vector<std::string> enum_values; // that ALTER TYPE ... ADD VALUE adds
};

// Parses a section; trees live in the current memory context. Throws the server's syntax error with our place added, and
// malformed_script for what can never run from a script: COPY from or to the client.
std::vector<Statement> parse_section(const core::Script &script, core::Direction direction);

SectionFacts examine_section(const core::Script &script, core::Direction direction);

// Throws 25001 if the section cannot run in the caller's transaction, naming revision, line and the way out. `call` is
// the CALL that runs the same plan step by step.
void check_transactional(const core::Script &script, core::Direction direction, const std::string &call);

// "CALL pgmigrate.upgrade_stepwise('head')", with the mark for the scope's arguments in it.
std::string stepwise_call(core::Direction direction, const std::string &target);

// The place of a byte of a section in its script.
core::Location location_in(const core::Script &script, core::Direction direction, std::size_t offset);

} // namespace pgmigrate
