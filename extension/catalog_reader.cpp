#include "extension/catalog_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "extension/reading.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

namespace schema = core::schema;
using pg::pg_call;

// In the encoding that JSON is read and written in.
const char *cell_in_utf8(char *text) {
	return text == nullptr ? nullptr : pg_server_to_any(text, static_cast<int>(strlen(text)), PG_UTF8);
}

void run(const std::string &sql, const schema::TakeRow &take) {
	pg_call([&] {
		int code = SPI_execute(sql.c_str(), true, 0);
		if (code != SPI_OK_SELECT)
			elog(ERROR, "could not read the catalogs: %s", SPI_result_code_string(code));
	});
	SPITupleTable *rows = SPI_tuptable;
	const std::size_t count = SPI_processed;
	const int width = rows->tupdesc->natts;
	std::vector<std::string> columns;
	for (int i = 1; i <= width; i++)
		columns.emplace_back(pg_call([&] { return SPI_fname(rows->tupdesc, i); }));
	std::vector<const char *> cells(width);
	MemoryContext of_row = pg_call(
		[] { return AllocSetContextCreate(CurrentMemoryContext, "pgmigrate row", ALLOCSET_DEFAULT_SIZES); });
	for (std::size_t row = 0; row < count; row++) {
		pg_call([&] {
			CHECK_FOR_INTERRUPTS();
			MemoryContextReset(of_row);
			MemoryContext before = MemoryContextSwitchTo(of_row);
			for (int i = 0; i < width; i++)
				cells[i] = cell_in_utf8(SPI_getvalue(rows->vals[row], rows->tupdesc, i + 1));
			MemoryContextSwitchTo(before);
		});
		take(columns, cells);
	}
	pg_call([&] {
		MemoryContextDelete(of_row);
		SPI_freetuptable(rows);
	});
}

} // namespace

void require_schemas(const std::vector<std::string> &wanted) {
	std::vector<std::string> missing;
	for (const std::string &name : wanted)
		if (!pg_call([&] { return OidIsValid(get_namespace_oid(name.c_str(), true)); }))
			missing.push_back(name);
	if (!missing.empty())
		throw schema::no_such_schemas(missing, wanted);
}

schema::Snapshot read_snapshot(const schema::SnapshotOptions &options) {
	Reading reading;
	schema::Snapshot snapshot = schema::read_snapshot(PG_VERSION_NUM / 10000, options, run);
	reading.leave();
	return snapshot;
}

std::string in_database_encoding(const std::string &utf8) {
	return pg_call([&] { return pg_any_to_server(utf8.c_str(), static_cast<int>(utf8.size()), PG_UTF8); });
}

std::string in_utf8(const std::string &text) {
	return pg_call([&] { return pg_server_to_any(text.c_str(), static_cast<int>(text.size()), PG_UTF8); });
}

std::string snapshot_text(const schema::Snapshot &snapshot) {
	return in_database_encoding(schema::to_json(snapshot));
}

void warn_of_what_is_not_modelled(const schema::Snapshot &snapshot) {
	if (snapshot.not_modelled.empty())
		return;
	std::string list = in_database_encoding(fmt::format("{}", fmt::join(snapshot.not_modelled, "\n")));
	pg_call([&] {
		ereport(WARNING,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				errmsg("the database holds what a snapshot does not show"), errdetail("%s", list.c_str())));
	});
}

} // namespace pgmigrate
