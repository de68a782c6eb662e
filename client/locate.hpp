// What targets and ranges mean in a directory.
#pragma once
#include <string>
#include <vector>

#include "client/options.hpp"
#include "client/workspace.hpp"
#include "core/revision_graph.hpp"

namespace pgmigrate::client {

// The nodes that a target or a range names; asks for the version rows only if they matter.
std::vector<core::Node> nodes_of(const Options &options, const Workspace &workspace,
	const core::RevisionGraph &graph, const std::string &text, std::vector<std::string> &rows);

} // namespace pgmigrate::client
