// Whether a procedure that commits was called where it may.
#pragma once
#include "core/revision.hpp"
#include "extension/pg/prelude.hpp"

namespace pgmigrate {

// Throws 25001, naming what makes it so, for a procedure that was not called at top level.
void require_top_level(FunctionCallInfo fcinfo, core::Direction direction);

} // namespace pgmigrate
