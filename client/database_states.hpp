// What a database says of the directory's revisions.
#pragma once
#include <vector>

#include "client/options.hpp"
#include "client/render.hpp"
#include "client/workspace.hpp"

namespace pgmigrate::client {

// With --verbose, and where a database is named: which of the rows are applied, when and by whom, and which are
// current. A graph can be looked at without: one that no option names, but the environment or the
// configuration, need not be there and is passed over in silence.
void add_states(const Options &options, const Workspace &workspace, std::vector<Row> &rows);

} // namespace pgmigrate::client
