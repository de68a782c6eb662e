// SQL entry points of differences as SQL: diff, autogenerate, check.
#include <fmt/format.h>

#include "core/schema/diff/diff.hpp"
#include "extension/autogenerate.hpp"
#include "extension/catalog_reader.hpp"
#include "extension/compare_live.hpp"

#include "extension/entry_point.hpp"
#include "extension/snapshot_argument.hpp"

using namespace pgmigrate;
using pg::Arguments;

namespace {

namespace schema = core::schema;

// The arguments wanted_sql, schemas, owners and privileges, from that one on.
WantedSchema wanted_argument(const Arguments &args, int first) {
	WantedSchema wanted;
	wanted.sql = args.required_text(first, "wanted_sql");
	for (const std::string &name : args.text_array(first + 1, "schemas").value_or(std::vector<std::string>()))
		wanted.schemas.push_back(in_utf8(name));
	wanted.owners = args.boolean(first + 2);
	wanted.privileges = args.boolean(first + 3);
	return wanted;
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
	const PresentAndWanted both =
		read_present_and_wanted("pgmigrate.diff()", wanted_argument(Arguments(fcinfo), 0));
	return answer_with_pieces(fcinfo, schema::diff(both.present, both.wanted));
}

PGMIGRATE_FUNCTION(pgmigrate_diff_with_revisions) {
	return answer_with_pieces(fcinfo, diff_with_revisions({}));
}

PGMIGRATE_FUNCTION(pgmigrate_autogenerate) {
	const Arguments args(fcinfo);
	AutogenerateRequest request;
	request.revision.wanted.message = args.required_text(0, "message");
	request.wanted = wanted_argument(args, 1);
	request.revision.id = args.text(5);
	request.scope = Scope::from(args.text(6), args.text(7));
	const std::optional<std::string> id = autogenerate(request);
	if (!id)
		PG_RETURN_NULL();
	return text_result(*id);
}

PGMIGRATE_FUNCTION(pgmigrate_check) {
	const Arguments args(fcinfo);
	const std::vector<SchemaFinding> findings =
		check_schema(Scope::from(args.text(4), args.text(5)), wanted_argument(args, 0));
	pg::ResultRows rows(fcinfo);
	for (const SchemaFinding &finding : findings)
		rows.add({finding.result, finding.words});
	return static_cast<Datum>(0);
}
