#include "client/run_lines.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/display_width.hpp"

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

// ", 2/5"; nothing if it is not known.
std::string short_part(const Row &row, const char *key, const char *all) {
	const std::string at = number(row, key);
	return at.empty() ? at : fmt::format(", {}/{}", at, number(row, all));
}

// The end of a line: how long, how much.
std::string pace(const Run &run) {
	std::string out;
	const auto seconds = run.row.find("running_for");
	if (seconds != run.row.end() && seconds->is_number() && seconds->get<double>() >= 1)
		out += fmt::format(", {} s", static_cast<long>(seconds->get<double>()));
	if (const std::string percent = number(run.row, "percent"); !percent.empty())
		out += fmt::format(", {} %", percent);
	return out;
}

// Behind it: whom it waits for.
std::string waiting(const Run &run) {
	const std::string others = value_text(run.row, "waiting_for");
	return others.empty() ? others : fmt::format("; waiting for {}", others);
}

std::string revision_of(const Row &row) {
	std::string out = value_text(row, "direction");
	if (out.empty())
		out = "run";
	const std::string revision = value_text(row, "revision");
	return revision.empty() ? out : fmt::format("{} {}", out, revision);
}

std::string phase_of(const Row &row) {
	const std::string phase = value_text(row, "phase");
	return phase.empty() ? "running" : phase;
}

// upgrade 003_index, step 1 of 2, statement 2 of 5, CREATE INDEX: running
std::string place(const Row &row) {
	const std::string command = value_text(row, "command");
	return fmt::format("{}{}{}{}{}: {}", revision_of(row), part(row, "step", "step", "steps"),
		part(row, "statement", "statement", "statements"), command.empty() ? "" : ", ", command,
		phase_of(row));
}

// upgrade 003_index, 1/2, 2/5: running
std::string short_place(const Row &row) {
	return fmt::format("{}{}{}: {}", revision_of(row), short_part(row, "step", "steps"),
		short_part(row, "statement", "statements"), phase_of(row));
}

// 1/2, 2/5: running
std::string shortest_place(const Row &row) {
	const std::string parts = short_part(row, "step", "steps") + short_part(row, "statement", "statements");
	return fmt::format("{}: {}", parts.empty() ? revision_of(row) : parts.substr(2), phase_of(row));
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
	return fmt::format("{} {}{}", run_pid(run), run_place(run), pace(run) + waiting(run));
}

std::string live_line(const Run &run, std::size_t columns) {
	constexpr std::size_t kProcess = 24; // "; waiting for pid 4194304"
	const std::string others = waiting(run);
	std::string head;
	for (const auto &text : {place, short_place, shortest_place}) {
		head = text(run.row) + pace(run);
		if (columns_of(head) + std::min(columns_of(others), kProcess) <= columns)
			break;
	}
	return fitted(head + others, columns);
}

} // namespace pgmigrate::client
