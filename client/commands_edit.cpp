// edit: opens the file of a revision.
#include "client/commands.hpp"

#include <fmt/format.h>

#include "client/editor.hpp"
#include "client/failure.hpp"
#include "client/locate.hpp"

namespace pgmigrate::client {

ExitCode edit(const Options &options) {
	const Workspace workspace = Workspace::open(options);
	const Directory &directory = workspace.need_directory();
	const core::RevisionGraph graph = directory.graph();
	std::vector<std::string> rows;
	const std::vector<core::Node> nodes = nodes_of(options, workspace, graph, *options.target, rows);
	if (nodes.size() != 1)
		throw Failure(ExitCode::refused,
			fmt::format("\"{}\" is {} revisions", *options.target,
				nodes.empty() ? "no" : std::to_string(nodes.size())),
			{}, "Name one of them; \"pgmigrate history\" lists them.");
	edit_file(directory.origins[nodes.front()].path);
	return ExitCode::done;
}

} // namespace pgmigrate::client
