// What must hold before a function may change anything.
#pragma once
#include <string>

#include "extension/settings.hpp"

namespace pgmigrate {

// Throws 25006 in a read-only transaction or on a standby; `function` is as the user typed it, "pgmigrate.upgrade()".
void require_writable(const char *function);

// Throws 42501 inside a SECURITY DEFINER function: what a step sets, and what is put back behind it, is the caller's, the
// role too, which the server lets no such function change.
void require_own_identity(const char *function);

// Throws 3F000 if the scope names a target schema that does not exist.
void require_target_schema(const Scope &scope);

// Throws 55000 while a script runs: a script must not migrate. `function` as above.
void require_outside_run(const char *function);

// Marks that a script runs, from construction to destruction.
class RunMark {
public:
	RunMark();
	~RunMark();
	RunMark(const RunMark &) = delete;
	RunMark &operator=(const RunMark &) = delete;
};

} // namespace pgmigrate
