// rebase: lets a revision follow another one by rewriting its file. It needs no database, but heeds one.
#include "client/commands.hpp"

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/head_file.hpp"
#include "client/named_database.hpp"
#include "client/render.hpp"
#include "client/server_rows.hpp"
#include "client/session.hpp"
#include "client/talk.hpp"
#include "client/text_file.hpp"
#include "client/workspace.hpp"
#include "core/rebase.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

// What takes a revision and all that rests on it back, and nothing else.
std::string target_below(const core::RevisionGraph &graph, core::Node n) {
	const std::string &id = graph[n].id;
	if (graph.parents(n).empty())
		return fmt::format("{}@base", id);
	const core::Node parent = graph.parents(n).front();
	return graph.children(parent).size() > 1 ? fmt::format("{}@{}", id, graph[parent].id) : graph[parent].id;
}

// No function lists the target schemas, and not everybody may read the table, so that all schemas are tried.
constexpr const char *kWhere = R"(
SELECT s.target_schema, s.target_schema OPERATOR(pg_catalog.=)
	COALESCE($3, pg_catalog.current_setting('pgmigrate.target_schema', true), '')
FROM (SELECT '' UNION ALL SELECT n.nspname::pg_catalog.text FROM pg_catalog.pg_namespace n
	WHERE NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_')) s (target_schema)
WHERE CASE WHEN EXISTS (SELECT FROM pgmigrate.current(project => $1, target_schema => s.target_schema))
	THEN NOT EXISTS (SELECT FROM pgmigrate.upgrade_plan(target => $2, project => $1,
		target_schema => s.target_schema)) END
ORDER BY 2 DESC, 1)";

// Where a revision is applied, for what is said of it.
struct Applied {
	bool is_known = true;             // where
	bool is_where_commands_go = true; // one of them is where commands go that name no other target schema
	std::vector<std::string> schemas; // those first; empty for none given
};

Applied where_applied(Session &session, const std::string &id) {
	try {
		const Result found = session.query(kWhere, {session.project, id, session.target_schema});
		return {true, !found.empty() && found.truth(0, 1), first_column(found)};
	} catch (const ServerError &error) {
		if (error.sqlstate == "57014") // cancelled
			throw;
		say("in which target schemas \"{}\" is applied could not be told: {}\n", id, error.message);
		return {.is_known = false, .schemas = {}};
	}
}

// Nothing if it is not applied.
std::optional<Applied> applied(const Options &options, const Config &config, const std::string &id) {
	Session session(options, config, {.functions = {"manifest"}});
	const Result manifest = session.query("SELECT m.applied FROM pgmigrate.manifest(project => $1) m"
										  " WHERE m.revision OPERATOR(pg_catalog.=) $2",
		{session.project, id});
	if (manifest.empty() || !manifest.truth(0, 0))
		return std::nullopt;
	return where_applied(session, id);
}

// The same where a database is named.
std::optional<Applied> known_to_be_applied(
	const Options &options, const Config &config, const std::string &id) {
	std::optional<Applied> out;
	ask_named_database(options, config, fmt::format("whether \"{}\" is applied", id),
		[&](const Options &asking) { out = applied(asking, config, id); });
	return out;
}

std::string detail_of(const Applied &where) {
	std::string detail = "What it was applied on would no longer be what its file says.";
	std::vector<std::string> schemas = where.schemas;
	const bool without = std::erase(schemas, "") != 0;
	if (!schemas.empty())
		detail += fmt::format(" It is applied {}in target schema{} {}.",
			without ? "without a target schema, and " : "", schemas.size() == 1 ? "" : "s",
			core::text::quoted_list(schemas));
	return detail;
}

std::string hint_of(const Applied &where, const std::string &target) {
	if (where.is_known && where.schemas.empty())
		return "The target schema that it is applied in is gone. Make that schema again; then \"pgmigrate stamp base\x01 "
			   "--target-schema SCHEMA\" forgets what was applied there.";
	const std::string command = fmt::format("\"pgmigrate downgrade {}{}\"", shell_word(target),
		where.is_where_commands_go
			? "\x02"
			: fmt::format("\x01 --target-schema {}", shell_word(where.schemas.front())));
	return where.schemas.size() > 1 ? fmt::format("Take it back first, in each of them: {}", command)
									: fmt::format("{} takes it back.", command);
}

void check_not_applied(const Options &options, const Config &config, const core::RevisionGraph &graph,
	const core::Rebase &rebase) {
	const std::string &id = graph[rebase.moved].id;
	if (const auto where = known_to_be_applied(options, config, id))
		throw Failure(ExitCode::refused, fmt::format("revision \"{}\" is applied and cannot be rebased", id),
			detail_of(*where), hint_of(*where, target_below(graph, rebase.moved)));
}

void rewrite_file(
	const std::filesystem::path &path, const core::RevisionGraph &graph, const core::Rebase &rebase) {
	try {
		write_text(path,
			core::with_revises(
				read_text(path), graph[rebase.moved].id, rebase.revises, path.filename().string()),
			IfThere::overwrite);
	} catch (core::Error &error) {
		error.where.file = path.string();
		throw;
	}
}

void show_rebase(const Options &options, const Directory &directory, const core::RevisionGraph &graph,
	const core::Rebase &rebase) {
	if (options.json)
		print_json_line({{"revision", graph[rebase.moved].id}, {"changed", rebase.changes},
			{"revised", graph[rebase.moved].revises}, {"revises", rebase.revises},
			{"path", directory.origins[rebase.moved].path.string()}});
	else if (rebase.changes)
		fmt::print("{}\n", core::describe(graph, rebase));
	if (!rebase.changes)
		say("{}\n", core::describe(graph, rebase));
}

} // namespace

ExitCode rebase(const Options &options) {
	const Workspace workspace = Workspace::open(options);
	const Directory &directory = workspace.need_directory();
	const HeadFileState head_file = look_at_head_file(workspace.config, workspace.need_directory());
	const core::RevisionGraph graph = directory.graph();
	// The other side may hold one's own revision already: then nothing moves, and the list alone is to be written.
	if (head_file == HeadFileState::conflicted && !options.onto && graph.heads().size() == 1) {
		write_head_file(workspace.config, head_file);
		return ExitCode::done;
	}
	const core::Rebase rebase = core::plan_rebase(graph, *options.target, options.onto);
	if (rebase.changes) {
		check_not_applied(options, workspace.config, graph, rebase);
		rewrite_file(directory.origins[rebase.moved].path, graph, rebase);
	}
	show_rebase(options, directory, graph, rebase);
	write_head_file(workspace.config, head_file);
	return ExitCode::done;
}

} // namespace pgmigrate::client
