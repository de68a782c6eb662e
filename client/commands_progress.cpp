// progress: what the runs in the database do now, once or to their end.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "client/commands.hpp"
#include "client/interrupt.hpp"
#include "client/render.hpp"
#include "client/run_lines.hpp"
#include "client/screen.hpp"
#include "client/session.hpp"
#include "client/talk.hpp"
#include "client/time_words.hpp"

namespace pgmigrate::client {

namespace {

using namespace std::chrono_literals;

constexpr auto kPause = 500ms;

constexpr const char *kLastEntry = R"(
SELECT coalesce(pg_catalog.max(l.id), 0) FROM pgmigrate.log(revision => NULL, project => $1, target_schema => $2) l)";
constexpr const char *kEntryBeforeLast = R"(
SELECT l.id OPERATOR(pg_catalog.-) 1, pg_catalog.to_json(l.started_at) OPERATOR(pg_catalog.#>>) '{}'
FROM pgmigrate.log(revision => NULL, project => $1, target_schema => $2) l
WHERE l.direction OPERATOR(pg_catalog.=) ANY ('{upgrade,downgrade,stamp}'::pg_catalog.text[])
ORDER BY l.id DESC LIMIT 1)";
constexpr const char *kEntries = R"(
SELECT pg_catalog.row_to_json(l), extract(epoch FROM l.duration)
FROM pgmigrate.log(revision => NULL, project => $1, target_schema => $2) l
WHERE l.id OPERATOR(pg_catalog.>) $3::pg_catalog.int8
AND l.direction OPERATOR(pg_catalog.=) ANY ('{upgrade,downgrade,stamp}'::pg_catalog.text[])
ORDER BY l.id)";

constexpr const char *kOwnEntry = R"(
SELECT pg_catalog.max(l.id) OPERATOR(pg_catalog.-) 1
FROM pgmigrate.log(revision => $3, project => $1, target_schema => $2) l
WHERE l.revision OPERATOR(pg_catalog.=) $3 AND l.direction OPERATOR(pg_catalog.=) $4
AND l.started_at OPERATOR(pg_catalog.>=) nullif($5, '')::pg_catalog.timestamptz)";

constexpr const char *kHalfApplied = R"(
SELECT h.direction, h.revision, pg_catalog.count(*) FILTER (WHERE h.state OPERATOR(pg_catalog.=) 'done')
FROM pgmigrate.half_applied(project => $1, target_schema => $2) h GROUP BY h.direction, h.revision)";

std::vector<Run> runs_now(Session &session) {
	return runs_of(session.query(kRunsNow, {session.project, session.target_schema}));
}

void show(const Options &options, const Run &run) {
	if (options.json)
		print_json_line(run.row);
	else
		fmt::print("{}\n", run_line(run));
	flush_output();
}

// Shows what goes on, until nothing does. Returns what was seen last.
std::optional<Run> watch(Session &session, const Options &options) {
	std::map<std::string, std::string> shown; // places by process
	Screen screen;
	for (std::optional<Run> seen;;) {
		const std::vector<Run> now = runs_now(session);
		if (!options.json && Screen::is_there()) {
			std::vector<std::string> lines;
			std::ranges::transform(now, std::back_inserter(lines), run_line);
			screen.show(lines);
		} else {
			for (const Run &run : now)
				if (std::string &last = shown[run_pid(run)]; last != run_place(run)) {
					last = run_place(run);
					show(options, run);
				}
		}
		if (now.empty())
			return seen;
		seen = now.back();
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

// The rows of the log above an entry that a run has written.
std::vector<Row> entries(Session &session, const std::string &last_entry, const std::optional<Run> &seen) {
	const auto above = [&](const std::string &entry) {
		return rows_with_seconds(
			session.query(kEntries, {session.project, session.target_schema, entry}), "duration");
	};
	std::vector<Row> rows = above(last_entry);
	if (rows.empty() && seen) { // whoever called the run may log its failure after its end
		sleep_for(kPause);
		rows = above(last_entry);
	}
	if (!rows.empty() || !seen)
		return rows;
	// One that was ending when it was looked at had its last row by then.
	const Result own = session.query(
		kOwnEntry, {session.project, session.target_schema, value_text(seen->row, "revision"),
					   value_text(seen->row, "direction"), value_text(seen->row, "started_at")});
	return own.is_null(0, 0) ? rows : above(std::string(own.text(0, 0)));
}

// Shows what the log has of what was seen, or what it has above an entry.
ExitCode show_end(Session &session, const Options &options, const std::string &last_entry,
	const std::optional<Run> &seen = {}) {
	const std::vector<Row> rows = entries(session, last_entry, seen);
	bool succeeded = false;
	for (const Row &row : rows) {
		succeeded = value_text(row, "outcome") == "succeeded";
		if (options.json) {
			print_json_line(row);
			continue;
		}
		fmt::print("{} {} {} after {}", value_text(row, "direction"), value_text(row, "revision"),
			value_text(row, "outcome"), duration_text(row, "duration"));
		const std::string note = value_text(row, "note"), state = value_text(row, "sqlstate");
		fmt::print("{}{}\n", state.empty() ? "" : fmt::format(": {}", state),
			note.empty() ? "" : fmt::format("{}{}", state.empty() ? ": " : " ", note));
	}
	const bool half_applied = say_half_applied(session);
	if (rows.empty() && !half_applied)
		say("it ended, and the log has nothing of it: it did nothing, or was undone\n");
	return succeeded && !half_applied ? ExitCode::done : ExitCode::not_up_to_date;
}

} // namespace

ExitCode progress(const Options &options) {
	Needs needs{.functions = {"progress"}};
	if (options.follow)
		needs.functions.insert(needs.functions.end(), {"log", "half_applied"});
	Session session(options, find_config(options), needs);
	if (!options.follow) {
		const std::vector<Run> now = runs_now(session);
		for (const Run &run : now)
			show(options, run);
		if (now.empty())
			say("nothing runs\n");
		return ExitCode::done;
	}
	only_look(talk_is_on ? "stopped looking; what runs goes on\n" : "");
	const Result last = session.query(kLastEntry, {session.project, session.target_schema});
	if (const std::optional<Run> seen = watch(session, options))
		return show_end(session, options, std::string(last.text(0, 0)), seen);
	const Result before = session.query(kEntryBeforeLast, {session.project, session.target_schema});
	if (before.empty()) {
		say("nothing runs\n");
		return say_half_applied(session) ? ExitCode::not_up_to_date : ExitCode::done;
	}
	// A short run may have ended before it was looked for; but it may as well be one of last week.
	say("nothing runs; the last one began {}\n", when_words(std::string(before.text(0, 1))));
	return show_end(session, options, std::string(before.text(0, 0)));
}

} // namespace pgmigrate::client
