// Runs one step: its role, its search_path and settings, its statements, its deferred constraints.
#pragma once
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "extension/execution.hpp"
#include "extension/prepared.hpp"
#include "extension/settings_level.hpp"

namespace pgmigrate {

// Settings that hold for a whole run: var.<key> of each member.
using Variables = std::vector<std::pair<std::string, std::string>>;
// The members of a JSON object. Throws 22023 for any other JSON, or a key that cannot be a setting's name.
Variables parse_variables(const std::string &json);

// Sets what every step starts under: pgmigrate.role, the target schema first in search_path, quotes as they were read when
// the script was uploaded. `set` is set_for_a_while or set_for_session.
void start_step(const Scope &scope, void (*set)(const std::string &name, const std::string &value));

// Runs the statements of a step at the caller's own level and leaves every setting as it was. `place` says where it is
// while it runs and when it throws. Returns the number of statements.
int run_step(const PreparedStep &step, const Scope &scope, ExecutionPlace &place);

} // namespace pgmigrate
