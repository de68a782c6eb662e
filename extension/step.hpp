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
// The members of a JSON object that an argument holds. Throws 22023 for any other JSON, showing the example.
Variables json_members(const std::string &json, std::string_view argument, std::string_view example);
// Those of the argument `variables`. Throws 22023 for any other JSON, or a key that cannot be a setting's name.
Variables parse_variables(const std::string &json);

// Sets what every step starts under: pgmigrate.role, the target schema first in search_path, quotes as they were read when
// the script was uploaded. `set` is set_for_a_while or set_for_session.
void start_step(const Scope &scope, void (*set)(const std::string &name, const std::string &value));

// Sets what the "set" directives of a script say, likewise.
void apply_directives(
	const core::Script &script, void (*set)(const std::string &name, const std::string &value));

// While it lasts a script can change neither role nor session user, as inside a SECURITY DEFINER function. For a session
// whose login user has rights that nobody vouched for: RESET SESSION AUTHORIZATION would give them to the script. After
// an error the abort puts the context back.
class LockedIdentity {
public:
	explicit LockedIdentity(bool locked);
	void leave();

private:
	bool locked_;
	Oid user_ = InvalidOid;
	int context_ = 0;
};

// What a step's statements run under, until leave(), which puts every setting back, or until an abort.
class StepSettings {
public:
	StepSettings(const PreparedStep &step, const Scope &scope);
	void leave();

private:
	SettingsLevel settings_;
	LockedIdentity identity_;
};

// The statements of a step's section, from the server's parser, and the place of the step.
std::vector<Statement> parse_step(const PreparedStep &step, const Scope &scope, ExecutionPlace &place);

// Puts the place at a statement; the index is its ordinal less one.
void go_to(ExecutionPlace &place, const std::vector<Statement> &statements, std::size_t index);

// Runs the statements of a step at the caller's own level and leaves every setting as it was. `place` says where it is
// while it runs and when it throws. Returns the number of statements.
int run_step(const PreparedStep &step, const Scope &scope, ExecutionPlace &place);

} // namespace pgmigrate
