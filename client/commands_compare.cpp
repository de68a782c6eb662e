// compare: the database against what its revisions make of an empty one, or against another database.
#include "client/commands.hpp"

#include <algorithm>
#include <iterator>
#include <optional>

#include <fmt/format.h>

#include "client/backup.hpp"
#include "client/conninfo.hpp"
#include "client/failure.hpp"
#include "client/other_database.hpp"
#include "client/read_schema.hpp"
#include "client/render.hpp"
#include "client/session.hpp"
#include "client/variables.hpp"
#include "core/schema/compare.hpp"

namespace pgmigrate::client {

namespace {

namespace schema = core::schema;

constexpr const char *kWithRevisions =
	"SELECT pg_catalog.row_to_json(c)"
	" FROM pgmigrate.compare(strict_column_order => $1::pg_catalog.bool, owners => $2::pg_catalog.bool,"
	" privileges => $3::pg_catalog.bool, variables => $4::pg_catalog.jsonb) c";
constexpr const char *kWithSnapshot = "SELECT pg_catalog.row_to_json(c)"
									  " FROM pgmigrate.compare(snapshot => $1::pg_catalog.jsonb,"
									  " strict_column_order => $2::pg_catalog.bool) c";

// Owners and rights are those of a place, and not of the schema, unless they are asked for.
schema::SnapshotOptions reading(const Options &options) {
	return {.schemas = {}, .owners = options.owners, .privileges = options.privileges};
}

// The differences, each as a row of the server's; what only `to` has is "added".
struct Compared {
	std::vector<Row> rows;
	Place to;
	std::optional<Place> from = {}; // nothing: what the revisions make
};

Row row_of(const schema::Difference &difference) {
	const auto text = [](const std::optional<std::string> &value) { return value ? Row(*value) : Row(); };
	return {{"kind", difference.kind}, {"object", difference.object},
		{"change", schema::name(difference.change)},
		{"property", difference.property.empty() ? Row() : Row(difference.property)},
		{"from_value", text(difference.from)}, {"to_value", text(difference.to)},
		{"is_note", difference.is_note}, {"words", schema::words(difference)}};
}

// Without the extension. Expressions are written otherwise by each major version, and only a server can make them equal.
Compared compare_here(Connection &connection, const Options &options, const OtherSchema &other) {
	const Place here = place_of(connection.environment());
	const schema::Snapshot snapshot = read_schema(connection, reading(options));
	if (snapshot.server_version != other.snapshot.server_version)
		throw Failure(ExitCode::refused,
			fmt::format("databases of PostgreSQL {} and {} cannot be compared without the extension",
				other.snapshot.server_version, snapshot.server_version),
			fmt::format(
				"Database \"{}\" has no extension \"pgmigrate\", which makes the other one's schema again there.",
				here.database),
			"\"pgmigrate ensure_version\x02\" creates it.");
	warn_of_what_is_not_modelled(snapshot);
	schema::CompareOptions how;
	how.strict_column_order = options.strict_column_order;
	Compared compared{.rows = {}, .to = here, .from = other.place};
	std::ranges::transform(
		schema::differences(other.snapshot, snapshot, how), std::back_inserter(compared.rows), row_of);
	return compared;
}

const char *truth_text(bool value) {
	return value ? "true" : "false";
}

Compared compare_with_other(const Options &options, const Config &config) {
	const OtherSchema other = read_other(options, config, options.other_database, reading(options));
	{ // of two connections at once, only one is cancelled by a signal
		Connection connection(keywords_for(options, config), {.prompt = options.connection.password_prompt});
		if (connection
				.query("SELECT FROM pg_catalog.pg_extension e"
					   " WHERE e.extname OPERATOR(pg_catalog.=) 'pgmigrate'")
				.empty())
			return compare_here(connection, options, other);
	}
	Session session(options, config, {.functions = {"compare"}});
	return {json_rows(session.query(
				kWithSnapshot, {schema::to_json(other.snapshot), truth_text(options.strict_column_order)})),
		place_of(session.environment()), other.place};
}

Compared compare_with_revisions(const Options &options, const Config &config) {
	Session session(options, config, {.functions = {"compare"}});
	return {json_rows(session.query(
				kWithRevisions, {truth_text(options.strict_column_order), truth_text(options.owners),
									truth_text(options.privileges), variables_object(options, config)})),
		place_of(session.environment())};
}

// The database's name, with its server where that is what tells two apart.
std::string name_of(const Place &place, const std::optional<Place> &beside) {
	const std::string name = fmt::format("\"{}\"", place.database);
	if (!beside || beside->database != place.database)
		return name;
	return fmt::format("{} of {}:{}", name, place.host, place.port);
}

// What is the same, or differs in how many things, and which words mean whom.
std::string verdict(const Compared &compared, bool is_equal) {
	const auto notes =
		std::ranges::count_if(compared.rows, [](const Row &row) { return truth(row, "is_note"); });
	const auto differences = std::ssize(compared.rows) - notes;
	const std::string to = name_of(compared.to, compared.from);
	const std::string from = compared.from ? name_of(*compared.from, compared.to) : "the revisions";
	const std::string other = compared.from ? "database " + from : "what its revisions make";
	std::string text = is_equal ? fmt::format("database {} is equal to {}", to, other)
								: fmt::format("database {} differs from {} in {} thing{}", to, other,
									  differences, differences == 1 ? "" : "s");
	if (notes > 0)
		text += fmt::format(", with {} note{}", notes, notes == 1 ? "" : "s");
	if (!is_equal)
		text += fmt::format("; what {} alone has \"is new\", what {} alone {} \"is gone\"", to, from,
			compared.from ? "has" : "make");
	return text;
}

void print_lines(const Compared &compared, bool is_equal) {
	for (const Row &row : compared.rows)
		fmt::print("{}{}\n", truth(row, "is_note") ? "note: " : "", value_text(row, "words"));
	fmt::print("{}\n", verdict(compared, is_equal));
}

void print_object(const Compared &compared, bool is_equal) {
	Row out{{"equal", is_equal}, {"to", compared.to.database}};
	if (compared.from)
		out["from"] = compared.from->database;
	out["rows"] = compared.rows;
	print_json_line(std::move(out));
}

} // namespace

ExitCode compare_databases(const Options &options) {
	const Config config = find_config(options);
	const Compared compared = options.other_database.empty() ? compare_with_revisions(options, config)
															 : compare_with_other(options, config);
	const bool is_equal =
		std::ranges::all_of(compared.rows, [](const Row &row) { return truth(row, "is_note"); });
	if (options.json)
		print_object(compared, is_equal);
	else
		print_lines(compared, is_equal);
	return is_equal ? ExitCode::done : ExitCode::not_up_to_date;
}

} // namespace pgmigrate::client
