// edit: opens the file of a revision.
#include "client/commands.hpp"

#include <fmt/format.h>

#include "client/editor.hpp"
#include "client/failure.hpp"
#include "client/locate.hpp"
#include "client/render.hpp"

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
	const auto &path = directory.origins[nodes.front()].path;
	edit_file(path);
	if (options.json)
		print_json_line({{"revision", graph[nodes.front()].id}, {"path", path.string()}});
	return ExitCode::done;
}

} // namespace pgmigrate::client
