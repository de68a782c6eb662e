// What a directory knows of its revisions, in rows like those of the SQL functions.
#pragma once
#include <span>
#include <vector>

#include "client/directory.hpp"
#include "client/render.hpp"

namespace pgmigrate::client {

// A row for each node; `graph` is the directory's.
std::vector<Row> rows_of(
	const Directory &directory, const core::RevisionGraph &graph, std::span<const core::Node> nodes);

// The server may not have seen all children of a revision yet: what a row says of its place in the graph becomes what
// the directory says, where that has the revision.
void place_in_directory(std::vector<Row> &rows, const Directory &directory);

} // namespace pgmigrate::client
