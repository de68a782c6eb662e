#include "client/stepwise.hpp"

#include <cstdio>
#include <vector>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/render.hpp"
#include "client/step_line.hpp"
#include "client/talk.hpp"

namespace pgmigrate::client {

namespace {

constexpr std::string_view kDetached = "detached: ";

// Why the steps of a plan cannot all run in one transaction; empty if they can.
std::string obstacle(const std::vector<Row> &steps) {
	for (const Row &step : steps) {
		if (!truth(step, "transactional"))
			return fmt::format("{} cannot run in one", value_text(step, "revision"));
		if (const std::string note = value_text(step, "note"); !note.empty())
			return fmt::format("of {}: {}", value_text(step, "revision"), note);
	}
	return {};
}

// An error in a script that the server remembers no place of, because a pooler gave its process away.
[[noreturn]] void throw_placed(const ScriptError &failure, const Directory &directory) {
	try {
		throw_located(failure.error, directory);
	} catch (ScriptError &placed) {
		placed.failed = failure.failed;
		placed.steps_stand = failure.steps_stand;
		throw;
	} catch (const ServerError &) {
		throw failure;
	}
}

} // namespace

bool takes_steps(Session &session, const Options &options, const Workspace &workspace, const char *plan,
	std::initializer_list<Parameter> parameters) {
	const TransactionMode mode =
		options.transaction.value_or(workspace.config.transaction.value_or(TransactionMode::automatic));
	if (options.detach && options.transaction == TransactionMode::one)
		throw Failure(ExitCode::usage, "--detach and --transaction one exclude each other",
			"One transaction is that of this connection, and ends with it.",
			"Leave out --transaction one: what runs without the client has a transaction for each step.");
	if (mode == TransactionMode::step || options.detach)
		return true;
	if (mode == TransactionMode::one)
		return false;
	std::string why;
	try {
		why = obstacle(json_rows(session.query(plan, parameters)));
	} catch (const ServerError &error) {
		if (workspace.directory)
			throw_located(error, *workspace.directory);
		throw;
	}
	if (!why.empty())
		say("a transaction for each step, because {}\n", why);
	else if (options.verbose)
		say("one transaction\n");
	return !why.empty();
}

int run_steps(Session &session, const Options &options, const Workspace &workspace,
	std::string_view direction, const char *sql, std::initializer_list<Parameter> parameters) {
	int steps = 0;
	bool detached = false;
	const auto take = [&](const ServerError &notice) {
		const std::string_view text = notice.message;
		// What a script says has a context that names the revision.
		if (notice.plain_severity != "INFO" || notice.context.find("revision \"") != std::string::npos)
			return false;
		if (text.starts_with(kDetached))
			detached = true;
		else if (!text.starts_with(fmt::format("{} ", direction)))
			return false;
		++steps;
		if (detached)
			say("{}\n", text);
		else
			show_step(options, direction, text);
		std::fflush(stdout);
		return true;
	};
	std::vector<Parameter> all(parameters);
	all.emplace_back(session.settings());
	all.emplace_back(options.detach ? "true" : "false");
	try {
		session.call(sql, all, take);
	} catch (ScriptError &failure) {
		if (!workspace.directory)
			throw;
		if (failure.where.line == 0)
			throw_placed(failure, *workspace.directory);
		name_file(failure, *workspace.directory);
		throw;
	} catch (const ServerError &error) {
		if (workspace.directory)
			throw_located(error, *workspace.directory);
		throw;
	}
	if (detached)
		say("\"pgmigrate progress --follow\" shows it to its end\n");
	return steps;
}

} // namespace pgmigrate::client
