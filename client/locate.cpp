#include "client/locate.hpp"

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/render.hpp"
#include "client/server_rows.hpp"
#include "client/session.hpp"
#include "core/history.hpp"
#include "core/resolve.hpp"
#include "core/walk.hpp"

namespace pgmigrate::client {

namespace {

// The version rows, for an expression that counts from them. Throws refused if the directory does not have one.
std::vector<std::string> known_version_rows(const Options &options, const Workspace &workspace) {
	Session session(options, workspace, {.functions = {"current"}});
	std::vector<std::string> rows = version_rows(session);
	for (const std::string &row : rows)
		if (!workspace.directory()->find(row))
			throw Failure(ExitCode::refused,
				fmt::format("revision \"{}\" is applied and not in \"{}\"", row,
					workspace.directory()->path.string()),
				"What counts from what is applied can only be told from its file.",
				fmt::format(
					"Get the file from version control, or with \"pgmigrate export {}\x01\"; --server asks "
					"the database instead.",
					shell_word(row)));
	return rows;
}

} // namespace

std::vector<core::Node> nodes_of(const Options &options, const Workspace &workspace,
	const core::RevisionGraph &graph, const std::string &text, std::vector<std::string> &rows) {
	if (core::is_range(text)) {
		const core::Range range = core::parse_range(text);
		if (core::counts_from_applied(range))
			rows = known_version_rows(options, workspace);
		return core::history(graph, rows, range);
	}
	const core::Target target = core::parse_target(text);
	if (target.is_relative())
		rows = known_version_rows(options, workspace);
	return core::locate(graph, rows, target);
}

} // namespace pgmigrate::client
