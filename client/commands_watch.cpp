// drift, dismiss, blame and changes: what the watch wrote down.
#include "client/commands.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/display_width.hpp"
#include "client/failure.hpp"
#include "client/render.hpp"
#include "client/session.hpp"
#include "client/table.hpp"
#include "client/talk.hpp"
#include "client/time_words.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

// The search path is the caller's, so names and operators say their schema.
constexpr const char *kDrift =
	"SELECT pg_catalog.row_to_json(d) FROM pgmigrate.drift(with_settled => $1::pg_catalog.bool) d";
constexpr const char *kWatch = "SELECT w.mode, w.works, w.problem FROM pgmigrate.watch_status() w";
constexpr const char *kDismiss = R"(
SELECT pgmigrate.dismiss(id => d, reason => $2) FROM pg_catalog.unnest($1::pg_catalog.int8[]) d)";
constexpr const char *kBlame = "SELECT pg_catalog.row_to_json(b) FROM pgmigrate.blame(object => $1) b";
constexpr const char *kChanges = R"(
SELECT pg_catalog.row_to_json(r) FROM (
	SELECT s.revision, c.happened_at, c.direction, c.statement, c.command_tag, c.object_type, c.identity,
		c.previous_identity, c.rewritten, c.text
	FROM pgmigrate.show(target => $1, project => $2, target_schema => $3) WITH ORDINALITY s,
		LATERAL pgmigrate.changes(revision => s.revision, project => $2, target_schema => $3) WITH ORDINALITY c
	ORDER BY s.ordinality, c.ordinality) r)";

constexpr std::size_t kTextColumns = 60; // the beginning, by which one knows it again; --json has all of it

// A statement's text in a line.
std::string short_text(const Row &row) {
	std::string line;
	for (unsigned char c : value_text(row, "text"))
		if (c > ' ')
			line += static_cast<char>(c);
		else if (!line.empty() && line.back() != ' ')
			line += ' ';
	return fitted(line, kTextColumns);
}

// "table column public.city.name"; some objects have a type alone.
std::string object_text(const Row &row) {
	const std::string type = value_text(row, "object_type"), identity = value_text(row, "identity");
	return identity.empty() ? type : fmt::format("{} {}", type, identity);
}

// "adopted: 001_hotfix", "dismissed: agreed with support"
std::string settled_text(const Row &row) {
	const std::string how = value_text(row, "settled");
	return how.empty() ? how : fmt::format("{}: {}", how, value_text(row, "settled_reason"));
}

void print_drift(const std::vector<Row> &rows) {
	Table table({{.title = "id", .align = Align::right}, {"at"}, {"by"}, {"command"},
		{.title = "objects", .gives_way = true}, {.title = "reason", .gives_way = true},
		{.title = "settled", .gives_way = true}, {.title = "statement", .gives_way = true}});
	for (const Row &row : rows)
		table.add({number_text(row, "id"), when_words(value_text(row, "happened_at")), actor(row),
			value_text(row, "command_tag"), list_text(row, "objects"), value_text(row, "reason"),
			settled_text(row), short_text(row)});
	table.print();
}

void print_blame(const std::vector<Row> &rows) {
	Table table({{"at"}, {"revision"}, {"direction"}, {.title = "drift", .align = Align::right}, {"by"},
		{"command"}, {.title = "object", .gives_way = true}, {.title = "statement", .gives_way = true}});
	for (const Row &row : rows)
		table.add({when_words(value_text(row, "happened_at")), value_text(row, "revision"),
			value_text(row, "direction"), number_text(row, "drift"), value_text(row, "session_user_name"),
			value_text(row, "command_tag"), object_text(row), short_text(row)});
	table.print();
}

void print_changes(const std::vector<Row> &rows) {
	Table table({{.title = "at", .spare = 1}, {"revision"}, {"direction"},
		{.title = "statement", .align = Align::right}, {"command"}, {.title = "object", .gives_way = true},
		{.title = "was", .gives_way = true}, {"rows"}, {.title = "text", .gives_way = true}});
	for (const Row &row : rows)
		table.add({when_words(value_text(row, "happened_at")), value_text(row, "revision"),
			value_text(row, "direction"), number_text(row, "statement"), value_text(row, "command_tag"),
			object_text(row), value_text(row, "previous_identity"),
			truth(row, "rewritten") ? "rewritten" : "", short_text(row)});
	table.print();
}

// Whether what is done by hand is written down, and if not, why.
struct Watch {
	bool works;
	std::string problem;
};

Watch look_at_watch(Session &session) {
	const Result watch = session.query(kWatch, {});
	const bool is_off = watch.text(0, 0) == "off";
	return {watch.truth(0, 1),
		is_off ? "nobody watches; SELECT pgmigrate.watch_start() begins it" : std::string(watch.text(0, 2))};
}

} // namespace

ExitCode drift(const Options &options) {
	const Config config = find_config(options);
	Session session(options, config, {.functions = {"drift", "watch_status"}});
	const std::vector<Row> rows = json_rows(session.query(kDrift, {options.all ? "true" : "false"}));
	const Watch watch = look_at_watch(session);
	const auto open =
		std::ranges::count_if(rows, [](const Row &row) { return value_text(row, "settled").empty(); });
	if (options.json) {
		Row out{{"works", watch.works}};
		if (!watch.problem.empty())
			out["problem"] = watch.problem;
		out["rows"] = rows;
		print_json_line(std::move(out));
	} else if (!rows.empty())
		print_drift(rows);
	else if (!options.check)
		say("no drift is {}\n", options.all ? "recorded" : "open");
	if (!watch.works)
		say("{}\n", watch.problem);
	return options.check && (open > 0 || !watch.works) ? ExitCode::not_up_to_date : ExitCode::done;
}

ExitCode dismiss(const Options &options) {
	if (options.message.empty())
		throw Failure(
			ExitCode::usage, "the reason is empty", {}, "Say in a few words why nothing is to be done.");
	const Config config = find_config(options);
	Session session(options, config, {.functions = {"dismiss"}});
	std::vector<std::string> ids;
	std::ranges::transform(
		options.drift, std::back_inserter(ids), [](long id) { return std::to_string(id); });
	session.change(kDismiss, {array_literal(ids), options.message});
	if (options.json)
		print_json_line({{"dismissed", options.drift}});
	else
		for (const std::string &id : ids)
			fmt::print("dismissed {}\n", id);
	return ExitCode::done;
}

ExitCode blame(const Options &options) {
	const Config config = find_config(options);
	Session session(options, config, {.functions = {"blame"}});
	const std::vector<Row> rows = json_rows(session.query(kBlame, {options.object}));
	if (options.json)
		print_json(rows);
	else if (rows.empty())
		say("nothing is recorded of \"{}\"\n", options.object);
	else
		print_blame(rows);
	return ExitCode::done;
}

ExitCode changes(const Options &options) {
	const Config config = find_config(options);
	Session session(options, config, {.functions = {"show", "changes"}});
	const std::vector<Row> rows =
		json_rows(session.query(kChanges, {options.target, session.project, session.target_schema}));
	if (options.json)
		print_json(rows);
	else if (rows.empty())
		say("nothing is recorded of \"{}\"\n", *options.target);
	else
		print_changes(rows);
	return ExitCode::done;
}

} // namespace pgmigrate::client
