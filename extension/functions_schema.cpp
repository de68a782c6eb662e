// SQL entry points of the schema as a value.
#include <fmt/format.h>

#include "core/schema/compare.hpp"
#include "core/schema/ddl/writer.hpp"
#include "extension/catalog_reader.hpp"
#include "extension/compare_live.hpp"
#include "extension/difference_rows.hpp"
#include "extension/shadow.hpp"

#include "extension/entry_point.hpp"
#include "extension/snapshot_argument.hpp"

using namespace pgmigrate;
using pg::Arguments;

namespace {

namespace schema = core::schema;

Datum jsonb_result(const std::string &json) {
	return pg::pg_call([&] { return DirectFunctionCall1(jsonb_in, CStringGetDatum(pstrdup(json.c_str()))); });
}

// The arguments schemas, owners and privileges, from that one on; without them, what a snapshot shows by default.
schema::SnapshotOptions options_of(const Arguments &args, int first = 0) {
	schema::SnapshotOptions options;
	for (const std::string &name : args.text_array(first, "schemas").value_or(std::vector<std::string>()))
		options.schemas.push_back(in_utf8(name));
	if (args.has(first + 1))
		options.owners = args.boolean(first + 1);
	options.privileges = args.boolean(first + 2);
	return options;
}

schema::Snapshot read_as_asked(const Arguments &args) {
	const schema::SnapshotOptions options = options_of(args);
	require_schemas(options.schemas);
	schema::Snapshot snapshot = read_snapshot(options);
	warn_of_what_is_not_modelled(snapshot);
	return snapshot;
}

} // namespace

PGMIGRATE_FUNCTION(pgmigrate_snapshot) {
	return jsonb_result(snapshot_text(read_as_asked(Arguments(fcinfo))));
}

PGMIGRATE_FUNCTION(pgmigrate_snapshot_from_sql) {
	Arguments args(fcinfo);
	const std::string sql = args.required_text(0, "sql");
	Shadow shadow("pgmigrate.snapshot_from_sql()", extensions_made_by(sql));
	shadow.warn_of_skipped_extensions();
	if (const auto failure = shadow.load(sql))
		failure->raise();
	const std::string json = shadow.snapshot_text(options_of(args, 1));
	shadow.finish();
	return jsonb_result(json);
}

PGMIGRATE_FUNCTION(pgmigrate_schema_sql) {
	return text_result(in_database_encoding(schema::write_schema(read_as_asked(Arguments(fcinfo)))));
}

PGMIGRATE_FUNCTION(pgmigrate_schema_sql_of) {
	const Arguments args(fcinfo);
	return text_result(in_database_encoding(schema::write_schema(snapshot_argument(args, 0, "snapshot"))));
}

PGMIGRATE_FUNCTION(pgmigrate_compare_snapshots) {
	const Arguments args(fcinfo);
	schema::CompareOptions options;
	options.strict_column_order = args.boolean(2);
	return answer_with_differences(fcinfo, schema::differences(snapshot_argument(args, 0, "from_snapshot"),
											   snapshot_argument(args, 1, "to_snapshot"), options));
}

PGMIGRATE_FUNCTION(pgmigrate_compare_with) {
	const Arguments args(fcinfo);
	return answer_with_differences(
		fcinfo, compare_with_snapshot(snapshot_argument(args, 0, "snapshot"), args.boolean(1)));
}
