// SQL entry points of differences as SQL.
#include <fmt/format.h>

#include "core/schema/diff/diff.hpp"
#include "extension/catalog_reader.hpp"
#include "extension/shadow.hpp"

#include "extension/entry_point.hpp"

using namespace pgmigrate;
using pg::Arguments;

namespace {

namespace schema = core::schema;

schema::Snapshot snapshot_argument(const Arguments &args, int i, const char *name) {
	const std::optional<std::string> json = args.jsonb(i);
	if (!json)
		throw core::Error("22004", fmt::format("\"{}\" must not be null", name));
	return schema::from_json(in_utf8(*json));
}

Datum answer_with_pieces(FunctionCallInfo fcinfo, const std::vector<schema::MigrationPiece> &pieces) {
	pg::ResultRows rows(fcinfo);
	for (const schema::MigrationPiece &piece : pieces) {
		const std::string sql = in_database_encoding(piece.sql);
		std::vector<std::string> notes;
		for (const std::string &note : piece.notes)
			notes.push_back(in_database_encoding(note));
		rows.add({sql, notes, piece.destroys_data, piece.commits});
	}
	return static_cast<Datum>(0);
}

} // namespace

PGMIGRATE_FUNCTION(pgmigrate_diff_snapshots) {
	const Arguments args(fcinfo);
	return answer_with_pieces(fcinfo,
		schema::diff(snapshot_argument(args, 0, "from_snapshot"), snapshot_argument(args, 1, "to_snapshot")));
}

PGMIGRATE_FUNCTION(pgmigrate_diff) {
	const Arguments args(fcinfo);
	const std::string sql = args.required_text(0, "wanted_sql");
	schema::SnapshotOptions options;
	for (const std::string &name : args.text_array(1, "schemas").value_or(std::vector<std::string>()))
		options.schemas.push_back(in_utf8(name));
	options.owners = args.boolean(2);
	options.privileges = args.boolean(3);
	Shadow shadow("pgmigrate.diff()", extensions_made_by(sql));
	shadow.warn_of_skipped_extensions();
	if (const auto failure = shadow.load(sql))
		failure->raise();
	const schema::Snapshot wanted = shadow.snapshot(options);
	shadow.finish();
	return answer_with_pieces(fcinfo, schema::diff(read_snapshot(options), wanted));
}
