// SQL entry points of the schema as a value.
#include "core/schema/ddl/writer.hpp"
#include "extension/catalog_reader.hpp"

#include "extension/entry_point.hpp"

using namespace pgmigrate;
using pg::Arguments;

namespace {

namespace schema = core::schema;

Datum jsonb_result(const std::string &json) {
	return pg::pg_call([&] { return DirectFunctionCall1(jsonb_in, CStringGetDatum(pstrdup(json.c_str()))); });
}

// The arguments schemas, owners and privileges; without them, what a snapshot shows by default.
schema::Snapshot read_as_asked(const Arguments &args) {
	schema::SnapshotOptions options;
	for (const std::string &name : args.text_array(0, "schemas").value_or(std::vector<std::string>()))
		options.schemas.push_back(in_utf8(name));
	if (args.has(1))
		options.owners = args.boolean(1);
	options.privileges = args.boolean(2);
	schema::Snapshot snapshot = read_snapshot(options);
	warn_of_what_is_not_modelled(snapshot);
	return snapshot;
}

} // namespace

PGMIGRATE_FUNCTION(pgmigrate_snapshot) {
	return jsonb_result(snapshot_text(read_as_asked(Arguments(fcinfo))));
}

PGMIGRATE_FUNCTION(pgmigrate_schema_sql) {
	return text_result(in_database_encoding(schema::write_schema(read_as_asked(Arguments(fcinfo)))));
}

PGMIGRATE_FUNCTION(pgmigrate_schema_sql_of) {
	const std::string json = Arguments(fcinfo).jsonb(0).value(); // the function is strict
	return text_result(in_database_encoding(schema::write_schema(schema::from_json(in_utf8(json)))));
}
