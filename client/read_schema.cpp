#include "client/read_schema.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/colour.hpp"
#include "client/extension_check.hpp"
#include "client/output.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

namespace schema = core::schema;

// All queries see the same state of the catalogs, under the same settings.
void begin(Connection &connection) {
	std::string calls;
	for (const auto &[name, value] : schema::reading_settings())
		calls += fmt::format("{}pg_catalog.set_config({}, {}, true)", calls.empty() ? "" : ", ",
			core::text::sql_literal(name), core::text::sql_literal(value));
	connection.command("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
	connection.query(fmt::format("SELECT {}", calls).c_str());
}

void require_schemas(Connection &connection, const std::vector<std::string> &chosen) {
	const Result absent =
		connection.query("SELECT n FROM unnest($1::text[]) WITH ORDINALITY AS u (n, i)"
						 " WHERE NOT EXISTS (SELECT FROM pg_namespace WHERE nspname = n) ORDER BY i",
			{array_literal(chosen)});
	std::vector<std::string> missing;
	for (int row = 0; row < absent.size(); ++row)
		missing.emplace_back(absent.text(row, 0));
	if (!missing.empty())
		throw schema::no_such_schemas(missing, chosen);
}

void run(Connection &connection, const std::string &sql, const schema::TakeRow &take) {
	const Result result = connection.query(sql.c_str());
	const int width = PQnfields(result.raw());
	std::vector<std::string> columns;
	for (int column = 0; column < width; ++column)
		columns.emplace_back(PQfname(result.raw(), column));
	std::vector<const char *> cells(columns.size());
	for (int row = 0; row < result.size(); ++row) {
		for (int column = 0; column < width; ++column)
			cells[static_cast<std::size_t>(column)] =
				result.is_null(row, column) ? nullptr : result.text(row, column).data();
		take(columns, cells);
	}
}

} // namespace

schema::Snapshot read_schema(Connection &connection, const schema::SnapshotOptions &options) {
	check_server(connection);
	begin(connection);
	require_schemas(connection, options.schemas);
	schema::Snapshot snapshot = schema::read_snapshot(connection.server_version() / 10000, options,
		[&](const std::string &sql, const schema::TakeRow &take) { run(connection, sql, take); });
	connection.command("COMMIT");
	return snapshot;
}

void warn_of_what_is_not_modelled(const schema::Snapshot &snapshot) {
	if (snapshot.not_modelled.empty())
		return;
	flush_output();
	print_to_stderr("{}  the database holds what a snapshot does not show\nDETAIL:  {}\n",
		Paint::on_stderr()(colour_of_severity("WARNING"), "WARNING:"),
		fmt::join(snapshot.not_modelled, "\n"));
}

} // namespace pgmigrate::client
