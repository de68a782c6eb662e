#include "client/plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/script_error.hpp"
#include "client/stepwise.hpp"
#include "client/synchronize.hpp"
#include "client/table.hpp"
#include "client/talk.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

const char *yes_or_no(const Row &row, const char *key) {
	return truth(row, key) ? "yes" : "no";
}

void print_steps(const std::vector<Row> &steps) {
	const auto spare = [&](const char *key, int rank) { // what is as usual
		return std::ranges::all_of(steps, [&](const Row &step) { return truth(step, key); }) ? rank : 0;
	};
	Table table({{"step", Align::right}, {"revision"}, {.title = "message", .gives_way = true},
		{.title = "statements", .align = Align::right, .spare = 1},
		{.title = "transaction", .spare = spare("transactional", 4)}, {.title = "uploaded by", .spare = 2},
		{.title = "accepted", .spare = spare("accepted", 3)}, {.title = "note", .gives_way = true}});
	for (const Row &step : steps)
		table.add({std::to_string(step["step"].get<int>()), value_text(step, "revision"),
			value_text(step, "message"), std::to_string(step["statements"].get<int>()),
			yes_or_no(step, "transactional"), value_text(step, "uploaded_by"), yes_or_no(step, "accepted"),
			value_text(step, "note")});
	table.print();
}

// Only a downgrade's steps say it.
bool has_no_way_back(const Row &step) {
	return step.contains("reversible") && !truth(step, "reversible");
}

// Throws refused, as the downgrade would be.
void check_ways_back(const std::vector<Row> &steps) {
	std::vector<std::string> ids;
	for (const Row &step : steps)
		if (has_no_way_back(step))
			ids.push_back(value_text(step, "revision"));
	if (!ids.empty())
		throw Failure(ExitCode::refused,
			fmt::format("revision{} {} cannot be downgraded", ids.size() == 1 ? "" : "s",
				core::text::quoted_list(ids)),
			"The downgrade would be refused before anything of it ran.",
			"Write what takes it back below \"-- migrate:down\" in its file; or restore a backup; or undo it by hand, and "
			"record that with \"pgmigrate stamp TARGET\x02\".");
}

} // namespace

Plan read_plan(
	Session &session, const Workspace &workspace, core::Direction direction, const std::string &target) {
	const char *sql = direction == core::Direction::upgrade ? kUpgradePlan : kDowngradePlan;
	const Differences found =
		workspace.config.directories.empty() ? Differences{} : differences(session, workspace);
	const std::initializer_list<Parameter> parameters{
		target, session.project, session.target_schema, found.revisions};
	const Result result = located(workspace.found(), [&] {
		return found.count == 0
				   ? session.query(sql, parameters)
				   : session.rehearse(kUpload, {found.texts, found.names, session.project}, sql, parameters);
	});
	return {json_rows(result), found.count};
}

void show_plan(const Options &options, Session &session, const Plan &plan, TransactionMode mode) {
	if (options.json)
		print_json(plan.steps);
	else if (!plan.steps.empty())
		print_steps(plan.steps);
	if (plan.to_upload > 0)
		say("{} file{} would be uploaded first: the server does not have {} so\n", plan.to_upload,
			plan.to_upload == 1 ? "" : "s", plan.to_upload == 1 ? "it" : "them");
	if (plan.steps.empty())
		return say_nothing_to_do(session);
	check_ways_back(plan.steps);
	const std::string why = obstacle(plan.steps);
	if (mode == TransactionMode::step)
		say("a transaction for each step\n");
	else if (why.empty() || mode == TransactionMode::one)
		say("one transaction\n");
	else
		say("a transaction for each step, because {}\n", why);
}

void say_nothing_to_do(Session &session) {
	const Result now = session.query("SELECT pg_catalog.string_agg(c.revision, ', ' ORDER BY c.revision)"
									 " FROM pgmigrate.current(project => $1, target_schema => $2) c",
		{session.project, session.target_schema});
	say("nothing to do: at {}\n", now.is_null(0, 0) ? "<base>" : now.text(0, 0));
}

} // namespace pgmigrate::client
