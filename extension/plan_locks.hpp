// The locks of a whole plan, taken before its first statement.
#pragma once
#include <span>

#include "extension/prepared.hpp"

namespace pgmigrate {

// Takes what the statements of all these steps are foreseen to lock of what exists now, as one set. Each step is looked
// at under the role and settings that it will start under; a step that cannot be looked at now is left out. Where it throws,
// `at` is the first step that needs the lock in question.
void lock_tables_of(std::span<const PreparedStep> steps, const Scope &scope, std::size_t &at);
// The same for statements that begin under the role and settings of now.
void lock_tables_of(std::span<const Statement> statements);

} // namespace pgmigrate
