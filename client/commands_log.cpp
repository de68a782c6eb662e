// log, resolve and ensure_version: what was done, what a person has to decide, and what all of it needs.
#include "client/commands.hpp"

#include <fmt/format.h>

#include "client/render.hpp"
#include "client/session.hpp"
#include "client/table.hpp"
#include "client/talk.hpp"
#include "client/time_words.hpp"

namespace pgmigrate::client {

namespace {

constexpr const char *kLog = R"(
SELECT pg_catalog.row_to_json(l), extract(epoch FROM l.duration)
FROM pgmigrate.log(revision => $1, project => $2, target_schema => $3) WITH ORDINALITY l
ORDER BY l.ordinality LIMIT $4::pg_catalog.int8)";

std::string outcome(const Row &row) {
	const std::string sqlstate = value_text(row, "sqlstate");
	return value_text(row, "outcome") + (sqlstate.empty() ? "" : " " + sqlstate);
}

void print_log(const std::vector<Row> &rows) {
	const auto colour = [](std::string_view cell) {
		return cell.starts_with("failed") ? Colour::error : Colour::none;
	};
	Table table({{"at"}, {"direction"}, {"revision"}, {.title = "outcome", .colour = colour},
		{.title = "statements", .align = Align::right, .spare = 2},
		{.title = "changes", .align = Align::right, .spare = 3},
		{.title = "took", .align = Align::right, .spare = 1}, {.title = "by", .spare = 1},
		{.title = "note", .gives_way = true}});
	for (const Row &row : rows)
		table.add({when_words(value_text(row, "started_at")), value_text(row, "direction"),
			value_text(row, "revision"), outcome(row), number_text(row, "statements"),
			number_text(row, "changes"), duration_text(row, "duration"), actor(row),
			value_text(row, "note")});
	table.print();
}

} // namespace

ExitCode log(const Options &options) {
	const Config config = find_config(options);
	Session session(options, config, {.functions = {"log"}});
	const Parameter limit = options.limit ? Parameter(std::to_string(*options.limit)) : std::nullopt;
	std::vector<Row> rows = rows_with_seconds(
		session.query(kLog, {options.target, session.project, session.target_schema, limit}), "duration");
	for (Row &row : rows)
		row.erase("ordinality");
	if (options.json)
		print_json(rows);
	else if (rows.empty())
		say("nothing is logged{}\n", options.target ? fmt::format(" of \"{}\"", *options.target) : "");
	else
		print_log(rows);
	return ExitCode::done;
}

ExitCode resolve(const Options &options) {
	const Config config = find_config(options);
	Session session(options, config, {.functions = {"resolve"}});
	const Result line =
		session.change("SELECT pgmigrate.resolve(revision => $1, statement => $2::pg_catalog.int4,"
					   " decision => $3, project => $4, target_schema => $5)",
			{options.target, std::to_string(options.statement), options.decision, session.project,
				session.target_schema});
	if (options.json)
		print_json_line({{"revision", *options.target}, {"statement", options.statement},
			{"decision", options.decision}, {"line", line.text(0, 0)}});
	else
		fmt::print("{}\n", line.text(0, 0));
	return ExitCode::done;
}

ExitCode ensure_version(const Options &options) {
	const Config config = find_config(options);
	Session session(options, config, {.functions = {}, .if_missing = Needs::IfMissing::create});
	const Result now = session.query("SELECT pg_catalog.current_database()", {});
	if (options.json)
		print_json_line({{"extension_version", PGMIGRATE_VERSION}, {"database", now.text(0, 0)}});
	else
		fmt::print("extension \"pgmigrate\" {} is in database \"{}\"\n", PGMIGRATE_VERSION, now.text(0, 0));
	return ExitCode::done;
}

} // namespace pgmigrate::client
