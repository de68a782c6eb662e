// rebase: lets a revision follow another one by rewriting its file. It needs no database, but heeds one.
#include "client/commands.hpp"

#include <cstdlib>

#include <fmt/format.h>

#include "client/conninfo.hpp"
#include "client/failure.hpp"
#include "client/head_file.hpp"
#include "client/render.hpp"
#include "client/session.hpp"
#include "client/talk.hpp"
#include "client/text_file.hpp"
#include "client/workspace.hpp"
#include "core/rebase.hpp"

namespace pgmigrate::client {

namespace {

constexpr int kHastySeconds = 5;

// What takes a revision and all that rests on it back, and nothing else.
std::string target_below(const core::RevisionGraph &graph, core::Node n) {
	const std::string &id = graph[n].id;
	if (graph.parents(n).empty())
		return fmt::format("{}@base", id);
	const core::Node parent = graph.parents(n).front();
	return graph.children(parent).size() > 1 ? fmt::format("{}@{}", id, graph[parent].id) : graph[parent].id;
}

bool is_applied(const Options &options, const Config &config, const std::string &id) {
	Session session(options, config, {.functions = {"manifest"}});
	const Result applied = session.query("SELECT m.applied FROM pgmigrate.manifest(project => $1) m"
										 " WHERE m.revision OPERATOR(pg_catalog.=) $2",
		{session.project, id});
	return !applied.empty() && applied.truth(0, 0);
}

// The same where a database is named. One that only the environment names need not be there, and is not waited for.
bool is_known_to_be_applied(const Options &options, const Config &config, const std::string &id) {
	const DatabaseNamed named = database_named(options.connection);
	if (named == DatabaseNamed::no)
		return false;
	if (named == DatabaseNamed::by_options)
		return is_applied(options, config, id);
	Options hasty = options;
	if (std::getenv("PGCONNECT_TIMEOUT") == nullptr)
		hasty.connection.connect_timeout = kHastySeconds;
	try {
		return is_applied(hasty, config, id);
	} catch (const Failure &failure) {
		say("no database was asked whether \"{}\" is applied: {}\n", id,
			failure.message.substr(0, failure.message.find('\n')));
		return false;
	}
}

void check_not_applied(const Options &options, const Config &config, const core::RevisionGraph &graph,
	const core::Rebase &rebase) {
	const std::string &id = graph[rebase.moved].id;
	if (is_known_to_be_applied(options, config, id))
		throw Failure(ExitCode::refused, fmt::format("revision \"{}\" is applied and cannot be rebased", id),
			"What it was applied on would no longer be what its file says.",
			fmt::format(
				"\"pgmigrate downgrade {}\" takes it back.", shell_word(target_below(graph, rebase.moved))));
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

} // namespace

ExitCode rebase(const Options &options) {
	const Workspace workspace = Workspace::open(options);
	const Directory &directory = workspace.need_directory();
	const HeadFileState head_file = look_at_head_file(workspace);
	const core::RevisionGraph graph = directory.graph();
	const core::Rebase rebase = core::plan_rebase(graph, *options.target, options.onto);
	if (rebase.changes) {
		check_not_applied(options, workspace.config, graph, rebase);
		rewrite_file(directory.origins[rebase.moved].path, graph, rebase);
		fmt::print("{}\n", core::describe(graph, rebase));
	} else
		say("{}\n", core::describe(graph, rebase));
	write_head_file(workspace.config, head_file);
	return ExitCode::done;
}

} // namespace pgmigrate::client
