// Runs SQL in a shadow, inside the runner's process: a text, or a section of a revision as an ordinary run does.
#pragma once
#include <set>
#include <string>

#include "extension/execution.hpp"
#include "extension/step.hpp"

namespace pgmigrate {

// What the sections of a run start under.
struct ShadowStep {
	core::Direction direction = core::Direction::upgrade;
	std::string script, name; // the file's text, and its name
	Scope scope;
	Variables variables;
};

// For both, schemas that are there for extensions alone are none that a CREATE SCHEMA would find.

// Each statement by itself, as psql runs a file; what stands between BEGIN and COMMIT together.
void load_text(const std::string &text, const std::string &name, const std::set<std::string> &schemas_there,
	ExecutionPlace &place);

// In one transaction, or what lies between its COMMITs, or statement by statement where the section is marked so. Settings
// stay as the section leaves them. Returns the number of statements.
int run_section_in_shadow(
	const ShadowStep &step, const std::set<std::string> &schemas_there, ExecutionPlace &place);

// As that owner's, in a transaction.
void make_target_schema(const std::string &schema, const std::string &owner);

} // namespace pgmigrate
