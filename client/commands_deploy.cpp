// deploy: an upgrade with everything that a careful person does before and after it.
#include "client/commands.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include "client/comparison.hpp"
#include "client/failure.hpp"
#include "client/head_file.hpp"
#include "client/interrupt.hpp"
#include "client/plan.hpp"
#include "client/report.hpp"
#include "client/schema_file.hpp"
#include "client/script_error.hpp"
#include "client/server_rows.hpp"
#include "client/stepwise.hpp"
#include "client/talk.hpp"
#include "client/way_back.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

// What was seen before anything changed.
struct Outlook {
	std::vector<std::string> rows;
	std::vector<ComparedRevision> compared;
	Plan plan;
	Environment connection;
};

Outlook look(Session &session, const Options &options, const Workspace &workspace) {
	return {.rows = version_rows(session),
		.compared = compare(session, workspace).revisions,
		.plan = read_plan(session, workspace, core::Direction::upgrade, options.target.value_or("head")),
		.connection = session.environment()};
}

// Whether a revision is applied and is not the file's.
bool is_unexpected(const ComparedRevision &revision) {
	return revision.state == RevisionState::changed ||
		   (revision.state == RevisionState::missing && revision.note != "not applied");
}

// Throws refused if what is applied is not what the directory has.
void check_expected(const std::vector<ComparedRevision> &compared) {
	std::vector<std::string> ids;
	for (const ComparedRevision &revision : compared)
		if (is_unexpected(revision))
			ids.push_back(revision.revision);
	if (!ids.empty())
		throw Failure(ExitCode::refused, "what is applied is not what the directory has",
			fmt::format("{}: {}.", verdict(compared), core::text::quoted_list(ids)),
			"\"pgmigrate status\x02\" shows what is different.");
}

// Throws refused unless somebody at a terminal says yes.
void confirm(const Outlook &outlook) {
	if (isatty(STDIN_FILENO) == 0)
		throw Failure(ExitCode::refused, "nobody is there to confirm the plan",
			"Standard input is no terminal.", "Type --yes where nobody is to be asked.");
	const auto database =
		std::ranges::find(outlook.connection, "PGDATABASE", &Environment::value_type::first);
	const std::size_t steps = outlook.plan.steps.size();
	flush_output();
	print_to_stderr("Upgrade database \"{}\" by {} step{}? [y/N] ",
		database == outlook.connection.end() ? "" : database->second, steps, steps == 1 ? "" : "s");
	std::array<char, 16> line{};
	const char *answer = std::fgets(line.data(), line.size(), stdin);
	const std::string word = answer == nullptr ? "" : core::text::lower(core::text::trim(answer));
	if (word != "y" && word != "yes")
		throw Failure(ExitCode::refused, "the plan was not confirmed", "Nothing was changed.");
}

// The digest of a plan is that of all its texts.
std::string digest(const Plan &plan) {
	return plan.steps.empty() ? "" : value_text(plan.steps.front(), "digest");
}

// Throws refused if somebody changed something while it was asked and backed up.
void check_unchanged(
	Session &session, const Options &options, const Workspace &workspace, const Outlook &before) {
	const Outlook now = look(session, options, workspace);
	if (now.rows != before.rows || digest(now.plan) != digest(before.plan))
		throw Failure(ExitCode::refused, "the plan has changed since it was shown",
			"Somebody else changed the database meanwhile.", "Type the command again to see the new plan.");
}

// Whether all steps are applied, and nothing is as it should not be. Says how it is.
bool verify(Session &session, const Options &options, const Workspace &workspace, const Plan &plan) {
	const std::vector<ComparedRevision> compared = compare(session, workspace).revisions;
	bool is_good = std::ranges::none_of(compared, is_unexpected);
	for (const Row &step : plan.steps) {
		const auto found =
			std::ranges::find(compared, value_text(step, "revision"), &ComparedRevision::revision);
		is_good &= found != compared.end() && found->state == RevisionState::applied;
	}
	if (options.json)
		even_if_unread([&] { print_json_line({{"verified", is_good}, {"verdict", verdict(compared)}}); });
	else
		say("{}: {}\n", is_good ? "verified" : "not as expected", verdict(compared));
	return is_good;
}

std::string place_text(const std::vector<std::string> &rows) {
	return rows.empty() ? "<base>" : fmt::format("{}", fmt::join(rows, ", "));
}

// What a run left: the version rows, and the revision that is half applied, if one is.
struct Left {
	std::vector<std::string> rows = {};
	std::string half_applied = {};
};

// Nothing if it cannot be told.
std::optional<Left> what_is_left(const Options &options, const Workspace &workspace) {
	if (received_signal() != 0)
		return std::nullopt;
	try {
		Session session(options, workspace, {.functions = {"current", "half_applied"}});
		Left left{.rows = version_rows(session)};
		const Result half = session.query(
			"SELECT revision FROM pgmigrate.half_applied(project => $1, target_schema => $2) LIMIT 1",
			{session.project, session.target_schema});
		if (!half.empty())
			left.half_applied = half.text(0, 0);
		return left;
	} catch (const std::exception &error) {
		say("how far it came is not known: {}\n", error.what());
		return std::nullopt;
	}
}

// Whether the server has said that nothing of the run stands, which is certain also where it cannot be asked any more.
bool is_undone(const std::exception_ptr &failure) {
	try {
		std::rethrow_exception(failure);
	} catch (const ScriptError &error) {
		return !error.failed.empty() && !error.steps_stand;
	} catch (...) {
		return false;
	}
}

// What is said, and told, after a run that failed.
ExitCode fail(
	const Options &options, const Workspace &workspace, const Outlook &before, const WayBack &back) {
	const ExitCode code = report(std::current_exception(), options);
	const std::optional<Left> left = what_is_left(options, workspace);
	if (is_undone(std::current_exception()) ||
		(left && left->half_applied.empty() && left->rows == before.rows)) {
		say("the database is where it was: {}\n", place_text(before.rows));
		if (!options.backup.empty())
			say("the backup is \"{}\"\n", options.backup);
		return code;
	}
	if (left && !left->half_applied.empty())
		say("\"{}\" is half applied; correct what failed, and go on from there before you go back:\n    {}\n",
			left->half_applied, back.again);
	if (!left)
		say("look where the database is before you go back: if the run was undone, there is nothing to take back\n");
	say_way_back(back);
	return code;
}

Session open_session(const Options &options, const Workspace &workspace) {
	Needs needs{.functions = kComparisonFunctions,
		.if_missing = options.yes ? Needs::IfMissing::create : Needs::IfMissing::fail};
	needs.functions.insert(
		needs.functions.end(), {"upload", "upgrade", "upgrade_plan", "current", "log_failure"});
	return {options, workspace, needs};
}

// The plan and where the database is.
void show_outlook(
	Session &session, const Options &options, const Workspace &workspace, const Outlook &outlook) {
	if (!outlook.plan.steps.empty())
		say("at {}; {}\n", place_text(outlook.rows), verdict(outlook.compared));
	show_plan(options, session, outlook.plan, chosen_transaction(options, workspace.config));
}

void write_after_run(const Options &options, const Workspace &workspace, const SchemaFile &schema_file) {
	if (!schema_file.is_wanted())
		return;
	Session session = open_session(options, workspace);
	schema_file.write(session);
}

} // namespace

ExitCode deploy(const Options &options) {
	const Workspace workspace = Workspace::open(options);
	workspace.check_has_directory();
	check_no_conflict(workspace.config);
	const SchemaFile schema_file(options, workspace.config);
	if (!options.backup.empty())
		check_no_backup(options.backup);
	Outlook before;
	{ // an idle connection would take Ctrl-C for itself while it is asked
		Session session = open_session(options, workspace);
		before = look(session, options, workspace);
		check_expected(before.compared);
		even_if_unread([&] { show_outlook(session, options, workspace, before); });
		check_output_was_written("So nobody has read the plan, and nothing of it was done.");
		if (before.plan.steps.empty()) {
			schema_file.write(session);
			return ExitCode::done;
		}
	}
	const WayBack back =
		way_back(options, *workspace.directory(), before.rows, before.plan.steps, before.connection);
	if (!back.irreversible.empty())
		say("no downgrade goes back behind {}\n", core::text::quoted_list(back.irreversible));
	if (!options.yes)
		confirm(before);
	if (!options.backup.empty()) {
		back_up(options.backup, before.connection);
		say("backup: \"{}\"\n", options.backup);
	}
	{ // nor is one left idle while the run has its own, for some servers end those
		Session session = open_session(options, workspace);
		check_unchanged(session, options, workspace, before);
	}
	Options running = options;
	running.schema_file = ""; // that is written when all is verified
	bool is_good = false;
	try {
		even_if_unread([&] { upgrade(running); }); // its steps are told when they stand
		Session session = open_session(options, workspace);
		is_good = verify(session, options, workspace, before.plan);
	} catch (...) {
		return fail(options, workspace, before, back);
	}
	say_way_back(back);
	if (!is_good)
		return ExitCode::not_up_to_date;
	write_after_run(options, workspace, schema_file);
	return ExitCode::done;
}

} // namespace pgmigrate::client
