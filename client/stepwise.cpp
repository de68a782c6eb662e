#include "client/stepwise.hpp"

#include <cstdio>
#include <vector>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/render.hpp"
#include "client/script_error.hpp"
#include "client/step_line.hpp"
#include "client/talk.hpp"

namespace pgmigrate::client {

namespace {

// What the server itself says of a run.
constexpr std::string_view kDetached = "detached: ", kNothing = "nothing to do";

void show_detached(const Options &options, std::string_view text) {
	if (options.json)
		print_json_line({{"detached", true}, {"line", text}});
	else
		say("{}\n", text);
}

} // namespace

std::string obstacle(const std::vector<Row> &steps) {
	for (const Row &step : steps) {
		if (!truth(step, "transactional"))
			return fmt::format("{} cannot run in one", value_text(step, "revision"));
		if (const std::string note = value_text(step, "note"); !note.empty())
			return fmt::format("of {}: {}", value_text(step, "revision"), note);
	}
	return {};
}

TransactionMode chosen_transaction(const Options &options, const Config &config) {
	return options.transaction.value_or(config.transaction.value_or(TransactionMode::automatic));
}

bool takes_steps(Session &session, const Options &options, const Workspace &workspace, const char *plan,
	std::initializer_list<Parameter> parameters) {
	const TransactionMode mode = chosen_transaction(options, workspace.config);
	if (options.detach && options.transaction == TransactionMode::one)
		throw Failure(ExitCode::usage, "--detach and --transaction one exclude each other",
			"One transaction is that of this connection, and ends with it.",
			"Leave out --transaction one: what runs without the client has a transaction for each step.");
	if (mode == TransactionMode::step || options.detach)
		return true;
	if (mode == TransactionMode::one)
		return false;
	const std::vector<Row> steps =
		located(workspace.found(), [&] { return json_rows(session.query(plan, parameters)); });
	const std::string why = obstacle(steps);
	if (!why.empty())
		say("a transaction for each step, because {}\n", why);
	else if (!steps.empty())
		say("one transaction\n");
	return !why.empty();
}

int run_steps(Session &session, const Options &options, const Workspace &workspace,
	std::string_view direction, const char *sql, std::initializer_list<Parameter> parameters) {
	int steps = 0;
	bool detached = false;
	const auto take = [&](const ServerError &notice) {
		const std::string_view text = notice.message;
		if (notice.plain_severity == "NOTICE" && text == kNothing && notice.context.empty())
			return true; // it is said behind
		// What a script says has a context that names the revision.
		if (notice.plain_severity != "INFO" || notice.context.find("revision \"") != std::string::npos)
			return false;
		if (text.starts_with(kDetached))
			detached = true;
		else if (!text.starts_with(fmt::format("{} ", direction)))
			return false;
		++steps;
		if (detached)
			show_detached(options, text);
		else
			show_step(options, direction, text);
		flush_output();
		return true;
	};
	std::vector<Parameter> all(parameters);
	all.emplace_back(session.settings());
	all.emplace_back(options.detach ? "true" : "false");
	located(workspace.found(), [&] { session.call(sql, all, take); });
	if (detached)
		say("\"pgmigrate progress --follow\" shows it to its end\n");
	return steps;
}

} // namespace pgmigrate::client
