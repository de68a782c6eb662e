// Scripts that are taken by the name of their file. Internal to core.
#pragma once
#include "core/revision.hpp"
#include "core/script_lines.hpp"

namespace pgmigrate::core {

// Gives a script without a header the id and, if the name holds one, the message of its file name.
// Throws malformed_script if it has no name, illegal_revision_id.
void take_name(Script &script, const Source &source);

} // namespace pgmigrate::core
