// upgrade, downgrade and stamp: what moves a database along its revisions.
#include "client/commands.hpp"

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/render.hpp"
#include "client/synchronize.hpp"
#include "client/talk.hpp"
#include "client/text_file.hpp"
#include "client/workspace.hpp"

namespace pgmigrate::client {

namespace {

// The object for the argument `variables`; null if there are none.
Parameter variables_object(const std::vector<std::string> &variables) {
	if (variables.empty())
		return std::nullopt;
	Row object = Row::object();
	for (const std::string &variable : variables) {
		const std::size_t equals = variable.find('=');
		if (equals == std::string::npos || equals == 0 || first_not_utf8(variable) != std::string::npos)
			throw Failure(ExitCode::usage, fmt::format("\"{}\" is no variable", variable), {},
				"Write -x name=value; a script reads it as current_setting('var.name').");
		object[variable.substr(0, equals)] = variable.substr(equals + 1);
	}
	return object.dump();
}

// A step's line as an object: "upgrade a, b -> m, Message", "downgrade m -> a, b, Message", "stamp a -> b".
Row step_object(std::string_view direction, std::string_view line) {
	const std::string_view arrow = " -> ";
	const std::string_view rest = line.substr(std::min(direction.size() + 1, line.size()));
	const std::size_t at = std::min(rest.find(arrow), rest.size());
	const std::string_view left = rest.substr(0, at);
	const std::string_view right = rest.substr(std::min(at + arrow.size(), rest.size()));
	Row row{{"direction", direction}};
	if (direction == "upgrade")
		row["revision"] = right.substr(0, right.find(',')); // an id holds no comma
	else if (direction == "downgrade")
		row["revision"] = left;
	row["line"] = line;
	return row;
}

// Shows the lines of a run, or says that there was nothing to do and where the database is.
void show_steps(Session &session, const Options &options, std::string_view direction, const Result &lines) {
	for (int row = 0; row < lines.size(); ++row) {
		if (options.json)
			print_json_line(step_object(direction, lines.text(row, 0)));
		else
			fmt::print("{}\n", lines.text(row, 0));
	}
	if (!lines.empty())
		return;
	const Result now = session.query("SELECT pg_catalog.string_agg(c.revision, ', ' ORDER BY c.revision)"
									 " FROM pgmigrate.current(project => $1, target_schema => $2) c",
		{session.project, session.target_schema});
	say("nothing to do: at {}\n", now.is_null(0, 0) ? "<base>" : now.text(0, 0));
}

// Runs scripts; a failure names the file by its path from here.
Result run_scripts(Session &session, const Workspace &workspace, const char *sql,
	std::initializer_list<Parameter> parameters) {
	try {
		return session.run(sql, parameters);
	} catch (ScriptError &failure) {
		if (workspace.directory)
			name_file(failure, *workspace.directory);
		throw;
	} catch (const ServerError &error) {
		if (workspace.directory)
			throw_located(error, *workspace.directory);
		throw;
	}
}

} // namespace

ExitCode upgrade(const Options &options) {
	const Parameter variables = variables_object(options.variables);
	const Workspace workspace = Workspace::open(options);
	Session session(options, workspace.config,
		{.functions = {"manifest", "upload", "upgrade", "current", "log_failure"},
			.lock = Needs::Lock::taken,
			.if_missing = Needs::IfMissing::create});
	const Parameter revisions = upload_first(session, workspace.directory);
	const Result lines = run_scripts(session, workspace,
		"SELECT * FROM pgmigrate.upgrade(target => $1, project => $2, target_schema => $3,"
		" variables => $4::pg_catalog.jsonb, revisions => $5::pg_catalog.text[])",
		{options.target.value_or("head"), session.project, session.target_schema, variables, revisions});
	show_steps(session, options, "upgrade", lines);
	return ExitCode::done;
}

ExitCode downgrade(const Options &options) {
	const Parameter variables = variables_object(options.variables);
	const Workspace workspace = Workspace::open(options);
	Session session(options, workspace.config,
		{.functions = {"manifest", "upload", "downgrade", "current", "log_failure"},
			.lock = Needs::Lock::taken});
	const Parameter revisions = upload_first(session, workspace.directory);
	const Result lines = run_scripts(session, workspace,
		"SELECT * FROM pgmigrate.downgrade(target => $1, project => $2, target_schema => $3,"
		" variables => $4::pg_catalog.jsonb, revisions => $5::pg_catalog.text[])",
		{options.target, session.project, session.target_schema, variables, revisions});
	show_steps(session, options, "downgrade", lines);
	return ExitCode::done;
}

ExitCode stamp(const Options &options) {
	const Workspace workspace = Workspace::open(options);
	Session session(options, workspace.config,
		{.functions = {"manifest", "upload", "stamp", "current"},
			.lock = Needs::Lock::taken,
			.if_missing = Needs::IfMissing::create});
	const Parameter revisions = upload_first(session, workspace.directory);
	const Result lines = session.change(
		"SELECT * FROM pgmigrate.stamp(target => $1, purge => $2::pg_catalog.bool, project => $3,"
		" target_schema => $4, revisions => $5::pg_catalog.text[])",
		{options.target, options.purge ? "true" : "false", session.project, session.target_schema,
			revisions});
	show_steps(session, options, "stamp", lines);
	return ExitCode::done;
}

} // namespace pgmigrate::client
