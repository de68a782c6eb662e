// upgrade, downgrade and stamp: what moves a database along its revisions.
#include "client/commands.hpp"

#include <fmt/format.h>

#include "client/alembic_check.hpp"
#include "client/failure.hpp"
#include "client/head_file.hpp"
#include "client/no_directory.hpp"
#include "client/plan.hpp"
#include "client/render.hpp"
#include "client/run_report.hpp"
#include "client/schema_file.hpp"
#include "client/script_error.hpp"
#include "client/step_line.hpp"
#include "client/stepwise.hpp"
#include "client/synchronize.hpp"
#include "client/talk.hpp"
#include "client/variables.hpp"
#include "client/workspace.hpp"

namespace pgmigrate::client {

namespace {

// Shows the lines of a run, or says that there was nothing to do and where the database is.
void show_steps(Session &session, const Options &options, std::string_view direction, const Result &lines) {
	for (int row = 0; row < lines.size(); ++row)
		show_step(options, direction, lines.text(row, 0));
	if (lines.empty())
		say_nothing_to_do(session);
}

// What a command calls on the server: to run, and to write the script that would run.
struct Calls {
	std::vector<std::string> run, write; // functions, beside those that upload
	std::string run_sql, write_sql;
	Needs::IfMissing if_missing;
	std::string call_sql = {}; // of those that run scripts
};

// upgrade and downgrade take the same arguments.
Calls calls_to_run(std::string_view direction, Needs::IfMissing if_missing) {
	const std::string arguments = "target => $1, project => $2, target_schema => $3,"
								  " variables => $4::pg_catalog.jsonb, revisions => $5::pg_catalog.text[]";
	return {.run = {std::string(direction), fmt::format("{}_plan", direction), "current", "log_failure"},
		.write = {fmt::format("{}_script", direction)},
		.run_sql = fmt::format("SELECT * FROM pgmigrate.{}({})", direction, arguments),
		.write_sql = fmt::format("SELECT pgmigrate.{}_script({})", direction, arguments),
		.if_missing = if_missing,
		.call_sql = fmt::format("CALL pgmigrate.{}_stepwise({},"
								" settings => $6::pg_catalog.jsonb, detach => $7::pg_catalog.bool)",
			direction, arguments)};
}

Session open_session(const Options &options, const Workspace &workspace, const Calls &calls) {
	Needs needs{.functions = {"manifest", "upload"}, .if_missing = calls.if_missing};
	const auto &more = options.sql ? calls.write : calls.run;
	needs.functions.insert(needs.functions.end(), more.begin(), more.end());
	return {options, workspace, needs};
}

// Prints the script that is somebody else's to run, or an object that holds it.
void print_script(const Options &options, const Result &script) {
	if (options.json)
		return print_json_line({{"script", script.text(0, 0)}});
	fmt::print("{}{}", script.text(0, 0), script.text(0, 0).ends_with('\n') ? "" : "\n");
}

// Throws usage for options of which one leaves the other nothing to do.
void check_go_together(const Options &options) {
	if (options.sql && options.detach)
		throw Failure(ExitCode::usage, "--detach and --sql exclude each other", {},
			"Leave --detach out to print the script, or --sql to run it.");
	const bool has_file = options.schema_file && !options.schema_file->empty();
	if (has_file && (options.sql || options.detach))
		throw Failure(ExitCode::usage,
			fmt::format("--schema-file and --{} exclude each other", options.sql ? "sql" : "detach"),
			"The schema file is written when the run has ended.",
			"Leave it out; \"pgmigrate schema -o FILE\x02\" writes it later.");
}

// A script that is printed changes no schema.
SchemaFile schema_file_of(const Options &options, const Config &config) {
	Options wanted = options;
	if (options.sql)
		wanted.schema_file = "";
	return {wanted, config};
}

// upgrade and downgrade, which differ in their functions.
ExitCode run_to(
	const Options &options, std::string_view direction, const std::string &target, const Calls &calls) {
	check_go_together(options);
	const Workspace workspace = Workspace::open(options);
	check_no_conflict(workspace.config);
	const SchemaFile schema_file = schema_file_of(options, workspace.config);
	const Parameter variables = variables_object(options, workspace.config);
	const char *plan_sql = direction == "upgrade" ? kUpgradePlan : kDowngradePlan;
	Session session = open_session(options, workspace, calls);
	if (direction == "upgrade" && !options.sql && !options.ignore_alembic)
		check_is_not_alembics(session, workspace);
	say_if_no_directory(workspace.config);
	const Parameter revisions = upload_first(session, workspace);
	const std::initializer_list<Parameter> parameters{
		target, session.project, session.target_schema, variables, revisions};
	if (options.sql) {
		print_script(options,
			located(workspace.found(), [&] { return session.query(calls.write_sql.c_str(), parameters); }));
		return ExitCode::done;
	}
	if (!takes_steps(session, options, workspace, plan_sql,
			{target, session.project, session.target_schema, revisions}))
		show_steps(session, options, direction,
			located(workspace.found(), [&] { return session.run(calls.run_sql.c_str(), parameters); }));
	else if (run_steps(session, options, workspace, direction, calls.call_sql.c_str(), parameters) == 0)
		say_nothing_to_do(session);
	if (options.detach)
		schema_file.say_left();
	else
		schema_file.write(session);
	return ExitCode::done;
}

} // namespace

ExitCode upgrade(const Options &options) {
	const Calls calls = calls_to_run("upgrade", Needs::IfMissing::create);
	if (options.sql && options.format != Format::text && options.format != Format::json)
		throw Failure(ExitCode::usage, "--format and --sql exclude each other",
			"A script that is printed has no steps.",
			"Leave --format out to print the script, or --sql to run it.");
	return with_report(options, "pgmigrate upgrade", [&](const Options &reporting) {
		return run_to(reporting, "upgrade", reporting.target.value_or("head"), calls);
	});
}

ExitCode downgrade(const Options &options) {
	return run_to(options, "downgrade", *options.target, calls_to_run("downgrade", Needs::IfMissing::fail));
}

ExitCode stamp(const Options &options) {
	if (options.sql && options.purge)
		throw Failure(ExitCode::usage, "--purge and --sql exclude each other",
			"A script is written for version rows that are known, so there are none to forget.",
			"Leave --sql out to forget what is recorded in the database.");
	const Workspace workspace = Workspace::open(options);
	check_no_conflict(workspace.config);
	const Calls calls{.run = {"stamp", "current"},
		.write = {"stamp_script"},
		.run_sql =
			"SELECT * FROM pgmigrate.stamp(targets => $1::pg_catalog.text[], purge => $2::pg_catalog.bool,"
			" project => $3, target_schema => $4, revisions => $5::pg_catalog.text[])",
		.write_sql =
			"SELECT pgmigrate.stamp_script(targets => $1::pg_catalog.text[], purge => $2::pg_catalog.bool,"
			" project => $3, target_schema => $4, revisions => $5::pg_catalog.text[])",
		.if_missing = Needs::IfMissing::create};
	Session session = open_session(options, workspace, calls);
	say_if_no_directory(workspace.config);
	const Parameter revisions = upload_first(session, workspace);
	const std::initializer_list<Parameter> parameters{array_literal(options.revisions),
		options.purge ? "true" : "false", session.project, session.target_schema, revisions};
	if (options.sql)
		print_script(options,
			located(workspace.found(), [&] { return session.query(calls.write_sql.c_str(), parameters); }));
	else
		show_steps(session, options, "stamp", session.change(calls.run_sql.c_str(), parameters));
	return ExitCode::done;
}

} // namespace pgmigrate::client
