// Revisions that are half applied: what a stepwise run left between two of their statements.
#pragma once
#include <string>

#include "extension/ledger.hpp"

namespace pgmigrate {

// Whether anything of the scope is half applied, or being applied step by step now.
bool is_half_applied(const Scope &scope);

// Adds to the notes of a plan, one a step, how far a step is that is half done.
void note_half_applied(const Scope &scope, const Planned &planned, std::vector<std::string> &notes);

// Throws half_applied where something is; call it with the migration lock held. `function` is who refuses.
void require_nothing_half_applied(const Scope &scope, const char *function);

// Throws for a script that changes what is done of a half applied revision, or, unless `same_place`, what it rests on.
void check_half_applied_unchanged(const std::string &project, const core::Script &script, bool same_place);

// Throws for a revision that is half applied in any target schema; `what` cannot be done to it.
void require_not_half_applied(
	const std::string &project, const std::string &revision, const std::string &what);

// Takes a person's word for an interrupted statement: 'done' or 'run'. Returns what now holds, as a sentence for him.
std::string resolve_statement(
	const Scope &scope, const std::string &revision, int statement, const std::string &decision);

} // namespace pgmigrate
