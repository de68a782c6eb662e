// upload, amend, remove and accept: what changes the scripts on the server, and who vouches for them.
#include "client/commands.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/failure.hpp"
#include "client/head_file.hpp"
#include "client/render.hpp"
#include "client/server_rows.hpp"
#include "client/synchronize.hpp"
#include "client/talk.hpp"
#include "client/workspace.hpp"

namespace pgmigrate::client {

namespace {

// Revisions in an order in which each may be removed: those that rest on others first.
std::vector<std::string> removal_order(Session &session, const std::vector<std::string> &ids) {
	const Result found = session.query(
		"SELECT h.revision, h.revises, pgmigrate.export(revision => h.revision, project => $1)"
		" FROM pgmigrate.history(range => NULL, project => $1) h"
		" WHERE h.revision OPERATOR(pg_catalog.=) ANY ($2::pg_catalog.text[]) ORDER BY h.revision",
		{session.project, array_literal(ids)});
	std::vector<core::Revision> revisions;
	for (int row = 0; row < found.size(); ++row) {
		core::Script script = std::move(core::parse_scripts(found.text(row, 2), found.text(row, 0)).front());
		script.revision.id = found.text(row, 0);
		revisions.push_back(std::move(script.revision));
	}
	const core::RevisionGraph graph(std::move(revisions));
	core::NodeSet all(graph.size());
	for (core::Node n = 0; n < graph.size(); ++n)
		all.insert(n);
	std::vector<std::string> order;
	for (core::Node n : graph.order(all))
		order.push_back(graph[n].id);
	std::ranges::reverse(order);
	return order;
}

// Removes from the server what is not in the directory and not applied, all or nothing.
void prune(Session &session, Synchronized &done) {
	if (done.only_on_server.empty())
		return;
	const Result removed = session.change("SELECT pgmigrate.remove(revision => id, project => $1)"
										  " FROM pg_catalog.unnest($2::pg_catalog.text[]) id",
		{session.project, array_literal(removal_order(session, done.only_on_server))});
	for (int row = 0; row < removed.size(); ++row)
		done.outcomes.push_back({std::string(removed.text(row, 0)), "removed"});
	done.only_on_server.clear();
}

// What was changed. Returns whether anything was.
bool show_outcomes(const Options &options, const Synchronized &done) {
	std::vector<Row> rows;
	for (const Outcome &outcome : done.outcomes)
		if (outcome.outcome != "unchanged")
			rows.push_back({{"revision", outcome.revision}, {"outcome", outcome.outcome}});
	if (options.json)
		print_json(rows);
	else
		for (const Row &row : rows)
			fmt::print("{} {}\n", row["outcome"].get<std::string>(), row["revision"].get<std::string>());
	return !rows.empty();
}

// The uploaded stay though the others cannot be removed.
void prune_after_upload(const Options &options, Session &session, Synchronized &done) {
	try {
		prune(session, done);
	} catch (...) {
		show_outcomes(options, done);
		throw;
	}
}

void say_what_is_left(const Synchronized &done) {
	if (!done.only_on_server.empty())
		say("on the server only and not applied, --prune removes them: {}\n",
			fmt::join(done.only_on_server, ", "));
}

// The plan to be accepted; a target that leads down has a downgrade plan.
std::vector<Row> plan_to_accept(Session &session, const std::string &target) {
	const bool leads_down = target.starts_with('-') || target == "base";
	const char *sql = leads_down ? "SELECT pg_catalog.row_to_json(p)"
								   " FROM pgmigrate.downgrade_plan(target => $1, project => $2,"
								   " target_schema => $3) p"
								 : "SELECT pg_catalog.row_to_json(p)"
								   " FROM pgmigrate.upgrade_plan(target => $1, project => $2,"
								   " target_schema => $3) p";
	return json_rows(session.query(sql, {target, session.project, session.target_schema}));
}

void show_plan(const Options &options, const std::vector<Row> &plan) {
	if (options.json)
		return print_json(plan);
	if (plan.empty()) {
		say("nothing to accept: there is nothing to do\n");
		return;
	}
	for (const Row &step : plan) {
		fmt::print("{} {}: {} ({} statement{}, uploaded by {}{})\n", step["direction"].get<std::string>(),
			step["revision"].get<std::string>(), step["message"].get<std::string>(),
			step["statements"].get<int>(), step["statements"].get<int>() == 1 ? "" : "s",
			step["uploaded_by"].get<std::string>(), step["accepted"].get<bool>() ? "" : ", not accepted");
		if (auto note = step.find("note"); note != step.end() && note->is_string())
			fmt::print("    {}\n", note->get<std::string>());
	}
	const std::string digest = plan.front()["digest"].get<std::string>();
	fmt::print("digest: {}\n", digest);
	say("read the scripts with \"pgmigrate export\", then type:\n    pgmigrate");
	for (const std::string &word : options.arguments)
		say(" {}", shell_word(word));
	say(" {}\n", digest);
}

} // namespace

ExitCode upload(const Options &options) {
	const Workspace workspace = Workspace::open(options);
	workspace.check_has_directory();
	check_no_conflict(workspace.config);
	Session session(options, workspace,
		options.prune ? Needs{.functions = {"manifest", "upload", "history", "export", "remove"},
							.if_missing = Needs::IfMissing::create}
					  : Needs{.functions = {"manifest", "upload"}, .if_missing = Needs::IfMissing::create});
	Synchronized done = synchronize(session, workspace);
	if (options.prune)
		prune_after_upload(options, session, done);
	if (!show_outcomes(options, done))
		say("nothing to upload: the server has all {} revisions as they are here\n",
			workspace.need_directory().scripts.size());
	say_what_is_left(done);
	return ExitCode::done;
}

ExitCode amend(const Options &options) {
	const Config config = find_config(options);
	const Directory file = read_migration_file(options.file);
	if (file.scripts.size() != 1)
		throw Failure(ExitCode::refused,
			fmt::format("file \"{}\" holds {} revisions", options.file, file.scripts.size()), {},
			"amend takes one at a time: put the one to be amended into a file of its own.");
	Session session(options, config, {.functions = {"amend"}});
	const Result amended = located(&file, [&] {
		return session.change("SELECT pgmigrate.amend(script => $1, name => $2, project => $3)",
			{file.origins[0].text, file.scripts[0].name, session.project});
	});
	if (options.json)
		print_json_line({{"revision", amended.text(0, 0)}});
	else
		fmt::print("amended {}\n", amended.text(0, 0));
	return ExitCode::done;
}

ExitCode remove(const Options &options) {
	const Workspace workspace = Workspace::open(options);
	Session session(options, workspace, {.functions = {"remove"}});
	const Directory *directory = workspace.found(); // a broken file is told before anything is removed
	const Result removed = session.change(
		"SELECT pgmigrate.remove(revision => $1, project => $2)", {options.target, session.project});
	const std::string id(removed.text(0, 0));
	if (options.json)
		print_json_line({{"revision", id}});
	else
		fmt::print("removed {}\n", id);
	if (directory != nullptr)
		if (const auto place = directory->find(id))
			say("\"{}\" still holds it: the next upload stores it again\n",
				directory->origins[*place].path.string());
	return ExitCode::done;
}

// Nothing is uploaded first: that alone would vouch for the directory's scripts.
ExitCode accept(const Options &options) {
	const Config config = find_config(options);
	Session session(options, config, {.functions = {"upgrade_plan", "downgrade_plan", "accept"}});
	if (options.digest.empty()) {
		show_plan(options, plan_to_accept(session, *options.target));
		return ExitCode::done;
	}
	const Result accepted = session.query(
		"SELECT * FROM pgmigrate.accept(target => $1, digest => $2, project => $3, target_schema => $4)",
		{options.target, options.digest, session.project, session.target_schema});
	const std::vector<std::string> ids = first_column(accepted);
	if (options.json)
		print_json_line({{"accepted", ids}});
	else
		for (const std::string &id : ids)
			fmt::print("accepted {}\n", id);
	return ExitCode::done;
}

} // namespace pgmigrate::client
