// heads, branches, history and show: what looks at the graph, in the directory, where there is one, or on the server.
#include "client/commands.hpp"

#include <algorithm>
#include <span>

#include <fmt/format.h>

#include "client/database_states.hpp"
#include "client/directory_rows.hpp"
#include "client/display_width.hpp"
#include "client/failure.hpp"
#include "client/graph_formats.hpp"
#include "client/locate.hpp"
#include "client/render.hpp"
#include "client/server_rows.hpp"
#include "client/session.hpp"
#include "client/workspace.hpp"
#include "core/resolve.hpp"

namespace pgmigrate::client {

namespace {

bool asks_directory(const Workspace &workspace, const Options &options) {
	return workspace.directory() && !options.server;
}

// The rows of what a target or range names in the directory.
std::vector<Row> directory_rows(
	const Options &options, const Workspace &workspace, const std::string &target) {
	const core::RevisionGraph graph = workspace.directory()->graph();
	std::vector<std::string> applied;
	std::vector<Row> rows =
		rows_of(*workspace.directory(), graph, nodes_of(options, workspace, graph, target, applied));
	for (Row &row : rows)
		if (std::ranges::find(applied, row["revision"].get<std::string>()) != applied.end())
			row["current"] = true;
	return rows;
}

void add_script(Row &row, const Directory &directory) {
	const std::size_t place = *directory.find(row["revision"].get<std::string>());
	row["reversible"] = directory.scripts[place].is_reversible();
	row["checksum"] = directory.scripts[place].checksum;
	row["script"] = directory.origins[place].text;
}

// A branch point, and the revisions that it branches into.
void print_branch(const Options &options, const Row &row, const std::vector<Row> &children) {
	const Looks looks = Looks::on_stdout();
	if (options.verbose)
		fmt::print("{}", revision_block(row, looks));
	else
		fmt::print("{}\n", branch_line(row, looks));
	const std::string indent(columns_of(value_text(row, "revision")), ' ');
	const auto line_of = [&](const Row &child, const Looks &as) {
		return fmt::format("{} -> {}{}", indent, branch_line(child, as),
			options.verbose && !truth(child, "current") ? state_mark(child, as) : "");
	};
	for (const Row &child : children) {
		const std::size_t columns = columns_of(line_of(child, Looks::plain()));
		const std::string line = line_of(child, looks);
		fmt::print("{}\n", options.verbose ? with_message(line, columns, child, looks) : line);
	}
}

std::vector<std::string> children_of(const Row &row) {
	return row["branches_into"].get<std::vector<std::string>>();
}

void print_branches(const Options &options, std::span<const Row> rows, auto details_of) {
	if (options.json)
		return print_json(rows);
	for (std::size_t i = 0; i < rows.size(); ++i) {
		fmt::print("{}", i > 0 ? "\n" : "");
		print_branch(options, rows[i], details_of(children_of(rows[i])));
	}
}

} // namespace

ExitCode heads(const Options &options) {
	const Workspace workspace = Workspace::open(options);
	if (asks_directory(workspace, options)) {
		const core::RevisionGraph graph = workspace.directory()->graph();
		graph.check_complete();
		const auto nodes = options.resolve_dependencies ? graph.real_heads() : graph.heads();
		std::vector<Row> rows = rows_of(*workspace.directory(), graph, nodes);
		add_states(options, workspace, rows);
		print_rows(options, rows, head_line);
		return ExitCode::done;
	}
	Session session(options, workspace, ServerRows::needs({"heads"}));
	const std::vector<std::string> ids = first_column(session.query(
		"SELECT h.revision FROM pgmigrate.heads(resolve_dependencies => $1::pg_catalog.bool, project => $2) h",
		{options.resolve_dependencies ? "true" : "false", session.project}));
	print_rows(options, ServerRows(session).of_ids(ids), head_line);
	return ExitCode::done;
}

ExitCode branches(const Options &options) {
	const Workspace workspace = Workspace::open(options);
	if (asks_directory(workspace, options)) {
		const Directory &directory = *workspace.directory();
		const core::RevisionGraph graph = directory.graph();
		std::vector<core::Node> nodes = graph.branch_points();
		const std::size_t points = nodes.size();
		for (std::size_t i = 0; i < points; ++i)
			std::ranges::copy(graph.children(nodes[i]), std::back_inserter(nodes));
		std::vector<Row> rows = rows_of(directory, graph, nodes);
		add_states(options, workspace, rows);
		print_branches(options, std::span(rows).first(points), [&](const std::vector<std::string> &ids) {
			std::vector<Row> children;
			for (const std::string &id : ids)
				children.push_back(
					*std::ranges::find(rows, id, [](const Row &row) { return value_text(row, "revision"); }));
			return children;
		});
		return ExitCode::done;
	}
	Session session(options, workspace, ServerRows::needs({"branches"}));
	const std::vector<std::string> ids = first_column(
		session.query("SELECT b.revision FROM pgmigrate.branches(project => $1) b", {session.project}));
	ServerRows rows(session);
	print_branches(options, rows.of_ids(ids),
		[&](const std::vector<std::string> &children) { return rows.of_ids(children); });
	return ExitCode::done;
}

ExitCode history(const Options &options) {
	if (options.json && options.graph.value_or(GraphFormat::text) != GraphFormat::text)
		throw Failure(ExitCode::usage, "--format and --json exclude each other", {},
			"Leave --json out for the drawing, or --format for the rows.");
	const Workspace workspace = Workspace::open(options);
	const std::string range = options.range.empty() ? ":" : options.range;
	core::parse_range(range); // what is no range would be taken for a target
	std::vector<Row> rows;
	if (asks_directory(workspace, options)) {
		rows = directory_rows(options, workspace, range);
		add_states(options, workspace, rows);
	} else {
		Session session(options, workspace, ServerRows::needs());
		rows = ServerRows(session).of_target(range);
	}
	if (options.graph && !options.json)
		fmt::print("{}", graph(rows, *options.graph));
	else
		print_rows(options, rows, history_line);
	return ExitCode::done;
}

ExitCode show(const Options &options) {
	const std::string target = options.target.value_or("head");
	const Workspace workspace = Workspace::open(options);
	std::vector<Row> rows;
	if (asks_directory(workspace, options)) {
		rows = directory_rows(options, workspace, target);
		for (Row &row : rows)
			add_script(row, *workspace.directory());
	} else {
		Session session(options, workspace, ServerRows::needs());
		rows = ServerRows(session).of_target(target, Scripts::included);
	}
	if (options.json) {
		print_json(rows);
		return ExitCode::done;
	}
	for (std::size_t i = 0; i < rows.size(); ++i) {
		const std::string script = value_text(rows[i], "script");
		fmt::print("{}{}\n{}{}", i > 0 ? "\n" : "", revision_block(rows[i], Looks::on_stdout()), script,
			script.ends_with('\n') ? "" : "\n");
	}
	return ExitCode::done;
}

} // namespace pgmigrate::client
