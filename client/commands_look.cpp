// current, heads, history and show: what only looks. The last three ask the directory, where there is one.
#include "client/commands.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/render.hpp"
#include "client/session.hpp"
#include "client/talk.hpp"
#include "client/workspace.hpp"
#include "core/plan.hpp"
#include "core/target.hpp"

namespace pgmigrate::client {

namespace {

// The search path is the caller's, so names and operators say their schema.
constexpr const char *kCurrent = R"(
SELECT pg_catalog.row_to_json(c) FROM pgmigrate.current(project => $1, target_schema => $2) c)";
constexpr const char *kHeads = R"(
SELECT pg_catalog.row_to_json(r) FROM (SELECT h.*, true AS head FROM pgmigrate.heads(project => $1) h) r)";
constexpr const char *kHistory = R"(
SELECT pg_catalog.row_to_json(r) FROM (
	SELECT h.revision, h.revises, h.message,
		EXISTS (SELECT FROM pgmigrate.heads(project => $2) d
			WHERE d.revision OPERATOR(pg_catalog.=) h.revision) AS head,
		h.applied_at, h.applied_by
	FROM pgmigrate.history(range => $1, project => $2, target_schema => $3) WITH ORDINALITY h
	ORDER BY h.ordinality) r)";
constexpr const char *kShow = R"(
SELECT pg_catalog.row_to_json(s)
FROM pgmigrate.show(target => $1, project => $2, target_schema => $3) s)";
constexpr const char *kNotUploaded = R"(
SELECT d.id FROM pg_catalog.unnest($2::pg_catalog.text[]) WITH ORDINALITY d (id, n)
WHERE NOT EXISTS (SELECT FROM pgmigrate.manifest(project => $1) m
	WHERE m.revision OPERATOR(pg_catalog.=) d.id)
ORDER BY d.n)";
constexpr const char *kPending = R"(
SELECT revision FROM pgmigrate.upgrade_plan(target => 'heads', project => $1, target_schema => $2,
	revisions => $3::pg_catalog.text[]))";

// What the directory knows of a revision, as a row. `graph` has the directory's order.
Row row_of(const Directory &directory, const core::RevisionGraph &graph, core::Node n) {
	const core::Revision &revision = graph[n];
	Row children = Row::array();
	if (graph.children(n).size() > 1)
		for (core::Node child : graph.children(n))
			children.push_back(graph[child].id);
	Row row{{"revision", revision.id}, {"revises", revision.revises}, {"depends_on", revision.depends_on},
		{"branch_labels", revision.branch_labels}, {"message", revision.message},
		{"head", graph.children(n).empty()}, {"path", directory.origins[n].path.string()}};
	if (!children.empty()) {
		row["branchpoint"] = true;
		row["children"] = children;
	}
	return row;
}

std::vector<Row> rows_of(
	const Directory &directory, const core::RevisionGraph &graph, std::span<const core::Node> nodes) {
	std::vector<Row> rows;
	for (core::Node n : nodes)
		rows.push_back(row_of(directory, graph, n));
	return rows;
}

// Rows as JSON, or each as a line, or as a block of lines with --verbose.
void print(const Options &options, const std::vector<Row> &rows, std::string (*line)(const Row &)) {
	if (options.json)
		return print_json(rows);
	for (std::size_t i = 0; i < rows.size(); ++i) {
		if (options.verbose)
			fmt::print("{}{}", i > 0 ? "\n" : "", revision_block(rows[i]));
		else
			fmt::print("{}\n", line(rows[i]));
	}
}

// The first column of a result.
std::vector<std::string> ids(const Result &result) {
	std::vector<std::string> ids;
	for (int row = 0; row < result.size(); ++row)
		ids.emplace_back(result.text(row, 0));
	return ids;
}

// What is still to be applied of the directory, or, without one, of what the server holds. Writes nothing, so
// that it works on a standby.
std::vector<std::string> pending(Session &session, const std::optional<Directory> &directory) {
	Parameter revisions;
	if (directory) {
		revisions = array_literal(directory->ids());
		const auto not_uploaded = ids(session.query(kNotUploaded, {session.project, revisions}));
		if (!not_uploaded.empty())
			return not_uploaded;
	}
	return ids(session.query(kPending, {session.project, session.target_schema, revisions}));
}

// A revision of the directory is a head if it is one there: the server may not have seen its children yet.
void mark_heads(std::vector<Row> &rows, const Directory &directory) {
	const core::RevisionGraph graph = directory.graph();
	for (Row &row : rows)
		if (const auto node = graph.find(row["revision"].get<std::string>()))
			row["head"] = graph.children(*node).empty();
}

} // namespace

ExitCode current(const Options &options) {
	const Workspace workspace = Workspace::open(options);
	Session session(options, workspace.config,
		options.check_heads ? Needs{.functions = {"current", "manifest", "upgrade_plan"}}
							: Needs{.functions = {"current"}});
	std::vector<Row> rows = json_rows(session.query(kCurrent, {session.project, session.target_schema}));
	if (workspace.directory)
		mark_heads(rows, *workspace.directory);
	print(options, rows, head_line);
	if (rows.empty())
		say("nothing is applied\n");
	if (!options.check_heads)
		return ExitCode::done;
	const std::vector<std::string> left = pending(session, workspace.directory);
	if (left.empty())
		return ExitCode::done;
	say("not at the heads; to be applied: {}\n", fmt::join(left, ", "));
	return ExitCode::not_up_to_date;
}

ExitCode heads(const Options &options) {
	const Workspace workspace = Workspace::open(options);
	if (workspace.directory && !options.server) {
		const core::RevisionGraph graph = workspace.directory->graph();
		print(options, rows_of(*workspace.directory, graph, graph.heads()), head_line);
		return ExitCode::done;
	}
	Session session(options, workspace.config, {.functions = {"heads"}});
	print(options, json_rows(session.query(kHeads, {session.project})), head_line);
	return ExitCode::done;
}

ExitCode history(const Options &options) {
	const Workspace workspace = Workspace::open(options);
	if (workspace.directory && !options.server) {
		const core::RevisionGraph graph = workspace.directory->graph();
		print(
			options, rows_of(*workspace.directory, graph, core::history(graph, options.range)), history_line);
		return ExitCode::done;
	}
	Session session(options, workspace.config, {.functions = {"history", "heads"}});
	const Parameter range = options.range.empty() ? Parameter() : options.range;
	print(options, json_rows(session.query(kHistory, {range, session.project, session.target_schema})),
		history_line);
	return ExitCode::done;
}

ExitCode show(const Options &options) {
	const std::string target = options.target.value_or("head");
	const Workspace workspace = Workspace::open(options);
	std::vector<Row> rows;
	if (workspace.directory && !options.server) {
		const Directory &directory = *workspace.directory;
		const core::RevisionGraph graph = directory.graph();
		const std::vector<core::Node> nodes = core::resolve(graph, core::parse_target(target));
		rows = rows_of(directory, graph, nodes);
		for (std::size_t i = 0; i < nodes.size(); ++i) {
			rows[i]["reversible"] = directory.scripts[nodes[i]].is_reversible();
			rows[i]["checksum"] = directory.scripts[nodes[i]].checksum;
			rows[i]["script"] = directory.origins[nodes[i]].text;
		}
	} else {
		Session session(options, workspace.config, {.functions = {"show"}});
		rows = json_rows(session.query(kShow, {target, session.project, session.target_schema}));
	}
	if (options.json) {
		print_json(rows);
		return ExitCode::done;
	}
	for (std::size_t i = 0; i < rows.size(); ++i) {
		const std::string script = rows[i]["script"].get<std::string>();
		fmt::print("{}{}\n{}{}", i > 0 ? "\n" : "", revision_block(rows[i]), script,
			script.ends_with('\n') ? "" : "\n");
	}
	return ExitCode::done;
}

} // namespace pgmigrate::client
