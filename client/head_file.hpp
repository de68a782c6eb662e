// The file of a directory that lists its heads, one a line: two branches that each add a revision conflict in it where
// they are merged, and not where they are applied.
#pragma once
#include "client/workspace.hpp"

namespace pgmigrate::client {

// How the file stands to the migration files.
enum class HeadFileState { none, fits, differs, conflicted };

// Looks before the directory changes. Throws refused if the file cannot be read.
HeadFileState look_at_head_file(const Config &config, const Directory &directory);

// Throws refused, with its line, if the file holds a conflict of two branches: "revision", "merge" and "rebase" write it
// anew, and before one of them did, what is there is nothing to be run.
void check_no_conflict(const Config &config);

// Lists the heads that the directory has now. Says if the file did not fit `before`, and what to do if there are several
// heads that nobody meant to have.
void write_head_file(const Config &config, HeadFileState before);

} // namespace pgmigrate::client
