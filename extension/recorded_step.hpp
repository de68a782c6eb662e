// What a script for psql calls: the guard at its start, and a frame round the statements of each step, which pgmigrate
// does not run itself.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/revision.hpp"
#include "extension/running_step.hpp"
#include "extension/settings.hpp"

namespace pgmigrate {

// Takes the migration lock for the rest of the transaction. Throws unexpected_current unless the version rows are these.
void require_current(const Scope &scope, std::vector<std::string> revisions);

struct OutsideStep {
	core::Direction direction;
	std::string revision; // an id
};

// Begins a step: checks that it may be the next one, and sets what a run sets before it. What is set from here on, by
// the step too, is put back by record_step. Outside of a transaction it keeps the migration lock until then. With a checksum, throws 55000 unless the stored section has it.
void begin_step(const Scope &scope, const OutsideStep &step, const std::optional<std::string> &checksum);

// Records a step whose statements have been run: version rows and log, which says that it was no run. Throws 55000
// where it cannot have been the next one. Returns the step's line.
std::string record_step(const Scope &scope, const OutsideStep &step);

// The step that is between the two, if the definition is one of its section: whoever may begin a step does not do all he likes
// in its name.
std::optional<RunningStep> step_between_calls(Node *tree);

} // namespace pgmigrate
