#include "client/run_lines.hpp"

#include <fmt/format.h>

namespace pgmigrate::client {

const char *const kRunsNow = R"(
SELECT pg_catalog.row_to_json(p), extract(epoch FROM p.running_for)
FROM pgmigrate.progress() p
WHERE (p.project IS NULL OR p.project OPERATOR(pg_catalog.=) coalesce($1,
	nullif(pg_catalog.current_setting('pgmigrate.project', true), ''), 'default'))
AND (p.target_schema IS NULL OR p.target_schema OPERATOR(pg_catalog.=) coalesce($2,
	pg_catalog.current_setting('pgmigrate.target_schema', true), '')))";
namespace {

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
	const auto seconds = run.row.find("running_for");
	if (seconds != run.row.end() && seconds->is_number() && seconds->get<double>() >= 1)
		out += fmt::format(", {} s", static_cast<long>(seconds->get<double>()));
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

} // namespace

std::vector<Run> runs_of(const Result &result) {
	std::vector<Run> runs;
	for (Row &row : rows_with_seconds(result, "running_for"))
		runs.push_back({std::move(row)});
	return runs;
}

std::string run_pid(const Run &run) {
	return number(run.row, "pid");
}

std::string run_place(const Run &run) {
	return place(run.row);
}

std::string run_line(const Run &run) {
	return fmt::format("{} {}{}", run_pid(run), run_place(run), pace(run));
}

std::string live_line(const Run &run) {
	return run_place(run) + pace(run);
}

} // namespace pgmigrate::client
