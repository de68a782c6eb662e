// progress: what the runs in the database do now, once or to their end.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>

#include <fmt/format.h>

#include "client/commands.hpp"
#include "client/interrupt.hpp"
#include "client/render.hpp"
#include "client/screen.hpp"
#include "client/session.hpp"
#include "client/talk.hpp"

namespace pgmigrate::client {

namespace {

using namespace std::chrono_literals;

constexpr auto kPause = 500ms;

// The search path is the caller's, so names and operators say their schema. A run that is not known to be of another
// project is shown.
constexpr const char *kRuns = R"(
SELECT pg_catalog.row_to_json(p), pg_catalog.trunc(extract(epoch FROM p.running_for))
FROM pgmigrate.progress() p
WHERE (p.project IS NULL OR p.project OPERATOR(pg_catalog.=) coalesce($1,
	nullif(pg_catalog.current_setting('pgmigrate.project', true), ''), 'default'))
AND (p.target_schema IS NULL OR p.target_schema OPERATOR(pg_catalog.=) coalesce($2,
	pg_catalog.current_setting('pgmigrate.target_schema', true), '')))";
constexpr const char *kLastEntry = R"(
SELECT coalesce(pg_catalog.max(l.id), 0) FROM pgmigrate.log(revision => NULL, project => $1, target_schema => $2) l)";
constexpr const char *kEntryBeforeLast = R"(
SELECT pg_catalog.max(l.id) OPERATOR(pg_catalog.-) 1
FROM pgmigrate.log(revision => NULL, project => $1, target_schema => $2) l
WHERE l.direction OPERATOR(pg_catalog.=) ANY ('{upgrade,downgrade,stamp}'::pg_catalog.text[]))";
constexpr const char *kEntries = R"(
SELECT pg_catalog.row_to_json(l), pg_catalog.round(extract(epoch FROM l.duration), 2)
FROM pgmigrate.log(revision => NULL, project => $1, target_schema => $2) l
WHERE l.id OPERATOR(pg_catalog.>) $3::pg_catalog.int8
AND l.direction OPERATOR(pg_catalog.=) ANY ('{upgrade,downgrade,stamp}'::pg_catalog.text[])
ORDER BY l.id)";

constexpr const char *kHalfApplied = R"(
SELECT h.direction, h.revision, pg_catalog.count(*) FILTER (WHERE h.state OPERATOR(pg_catalog.=) 'done')
FROM pgmigrate.half_applied(project => $1, target_schema => $2) h GROUP BY h.direction, h.revision)";

struct Run {
	Row row;
	std::string seconds; // that the statement has run; empty if not known
};

std::vector<Run> runs(Session &session) {
	const Result result = session.query(kRuns, {session.project, session.target_schema});
	std::vector<Run> runs;
	for (int row = 0; row < result.size(); ++row)
		runs.push_back({Row::parse(result.text(row, 0)), std::string(result.text(row, 1))});
	return runs;
}

// A number, without its quotes; empty if it is null.
std::string number(const Row &row, const char *key) {
	const auto found = row.find(key);
	return found == row.end() || found->is_null() ? std::string() : found->dump();
}

// ", what 2 of 5"; nothing if it is not known.
std::string part(const Row &row, std::string_view what, const char *key, const char *all) {
	const std::string at = number(row, key);
	return at.empty() ? at : fmt::format(", {} {} of {}", what, at, number(row, all));
}

// The end of a line: how long, how much, whom it waits for.
std::string pace(const Run &run) {
	std::string out;
	if (!run.seconds.empty() && run.seconds != "0")
		out += fmt::format(", {} s", run.seconds);
	if (const std::string percent = number(run.row, "percent"); !percent.empty())
		out += fmt::format(", {} %", percent);
	if (const std::string others = value_text(run.row, "waiting_for"); !others.empty())
		out += fmt::format("; waiting for {}", others);
	return out;
}

// upgrade 003_index, step 1 of 2, statement 2 of 5, CREATE INDEX: running
std::string place(const Row &row) {
	std::string out = value_text(row, "direction");
	if (out.empty())
		out = "run";
	if (const std::string revision = value_text(row, "revision"); !revision.empty())
		out += " " + revision;
	out += part(row, "step", "step", "steps") + part(row, "statement", "statement", "statements");
	if (const std::string command = value_text(row, "command"); !command.empty())
		out += ", " + command;
	const std::string phase = value_text(row, "phase");
	return fmt::format("{}: {}", out, phase.empty() ? "running" : phase);
}

std::string line(const Run &run) {
	return fmt::format("{} {}{}", number(run.row, "pid"), place(run.row), pace(run));
}

void show(const Options &options, const Run &run) {
	if (options.json)
		print_json_line(run.row);
	else
		fmt::print("{}\n", line(run));
	std::fflush(stdout);
}

// Shows what goes on, until nothing does. Returns whether anything did.
bool watch(Session &session, const Options &options) {
	std::map<std::string, std::string> shown; // places by process
	Screen screen;
	for (bool any = false;; any = true) {
		const std::vector<Run> now = runs(session);
		if (!options.json && Screen::is_there()) {
			std::vector<std::string> lines;
			std::ranges::transform(now, std::back_inserter(lines), line);
			screen.show(lines);
		} else {
			for (const Run &run : now)
				if (std::string &last = shown[number(run.row, "pid")]; last != place(run.row)) {
					last = place(run.row);
					show(options, run);
				}
		}
		if (now.empty())
			return any;
		sleep_for(kPause);
	}
}

// Says what stands half way while nothing runs. Returns whether anything does.
bool say_half_applied(Session &session) {
	const Result result = session.query(kHalfApplied, {session.project, session.target_schema});
	for (int row = 0; row < result.size(); ++row)
		say("{} of \"{}\" is half applied: statements done: {}; the same command goes on where it stopped\n",
			result.text(row, 0), result.text(row, 1), result.text(row, 2));
	return !result.empty();
}

// Shows what the log has of it.
ExitCode show_end(Session &session, const Options &options, const std::string &last_entry) {
	const auto entries = [&] {
		return session.query(kEntries, {session.project, session.target_schema, last_entry});
	};
	Result result = entries();
	if (result.empty()) { // whoever called the run may log its failure after its end
		sleep_for(kPause);
		result = entries();
	}
	bool succeeded = false;
	for (int i = 0; i < result.size(); ++i) {
		const Row row = Row::parse(result.text(i, 0));
		succeeded = value_text(row, "outcome") == "succeeded";
		if (options.json) {
			print_json_line(row);
			continue;
		}
		fmt::print("{} {} {} after {} s", value_text(row, "direction"), value_text(row, "revision"),
			value_text(row, "outcome"), result.text(i, 1));
		const std::string note = value_text(row, "note"), state = value_text(row, "sqlstate");
		fmt::print("{}{}\n", state.empty() ? "" : fmt::format(": {}", state),
			note.empty() ? "" : fmt::format("{}{}", state.empty() ? ": " : " ", note));
	}
	const bool half_applied = say_half_applied(session);
	if (result.empty() && !half_applied)
		say("it ended, and the log has nothing of it: it did nothing, or was undone\n");
	return succeeded && !half_applied ? ExitCode::done : ExitCode::not_up_to_date;
}

} // namespace

ExitCode progress(const Options &options) {
	Needs needs{.functions = {"progress"}};
	if (options.follow)
		needs.functions.insert(needs.functions.end(), {"log", "half_applied"});
	Session session(options, find_config(options.config_file), needs);
	if (!options.follow) {
		const std::vector<Run> now = runs(session);
		for (const Run &run : now)
			show(options, run);
		if (now.empty())
			say("nothing runs\n");
		return ExitCode::done;
	}
	const Result last = session.query(kLastEntry, {session.project, session.target_schema});
	if (watch(session, options))
		return show_end(session, options, std::string(last.text(0, 0)));
	say("nothing runs\n"); // a short run may have ended before
	const Result before = session.query(kEntryBeforeLast, {session.project, session.target_schema});
	if (before.is_null(0, 0))
		return say_half_applied(session) ? ExitCode::not_up_to_date : ExitCode::done;
	return show_end(session, options, std::string(before.text(0, 0)));
}

} // namespace pgmigrate::client
