#include "extension/pg/spi.hpp"

#include <unordered_map>

namespace pgmigrate::pg {

namespace {

// An element of an array in the server's memory.
struct ElementView {
	const char *data;
	std::size_t size;
};

constexpr int kMaxParameters = 24;
constexpr int kMaxColumns = 24;

// Plans by the address of their literal. Leaked: a destructor would run at backend exit.
SPIPlanPtr &kept_plan(const char *sql) {
	static auto *plans = new std::unordered_map<const char *, SPIPlanPtr>;
	return (*plans)[sql];
}

// Runs the statement and leaves its rows in SPI_tuptable.
void run(const char *sql, std::initializer_list<Value> parameters, SnapshotKind snapshot) {
	SPIPlanPtr &plan = kept_plan(sql);
	pg_call([&] {
		Oid types[kMaxParameters];
		Datum values[kMaxParameters];
		char nulls[kMaxParameters];
		int count = 0;
		if (parameters.size() > kMaxParameters)
			elog(ERROR, "too many parameters in \"%s\"", sql);
		for (const Value &value : parameters) {
			types[count] = value.type();
			values[count] = value.datum();
			nulls[count] = value.is_null() ? 'n' : ' ';
			count++;
		}
		if (plan == nullptr) {
			SPIPlanPtr made = SPI_prepare(sql, count, types);
			if (made == nullptr)
				elog(ERROR, "could not prepare \"%s\": %s", sql, SPI_result_code_string(SPI_result));
			if (SPI_keepplan(made) != 0)
				elog(ERROR, "could not keep the plan of \"%s\"", sql);
			plan = made;
		}
		int code;
		if (snapshot == SnapshotKind::latest)
			code = SPI_execute_snapshot(
				plan, values, nulls, GetLatestSnapshot(), InvalidSnapshot, true, false, 0);
		else
			code = SPI_execute_plan(plan, values, nulls, snapshot == SnapshotKind::caller, 0);
		if (code < 0)
			elog(ERROR, "could not execute \"%s\": %s", sql, SPI_result_code_string(code));
	});
}

Row::Cell cell(HeapTuple tuple, TupleDesc description, int column) {
	Row::Cell result{nullptr, 0, false};
	Datum value = SPI_getbinval(tuple, description, column, &result.null);
	if (result.null)
		return result;
	switch (SPI_gettypeid(description, column)) {
	case BOOLOID:
		result.number = DatumGetBool(value);
		break;
	case INT4OID:
		result.number = DatumGetInt32(value);
		break;
	case INT8OID:
	case TIMESTAMPTZOID:
		result.number = DatumGetInt64(value);
		break;
	case PG_DDL_COMMANDOID:
		result.number = static_cast<std::int64_t>(value);
		break;
	case TEXTOID: {
		::text *t = DatumGetTextPP(value);
		result.data = VARDATA_ANY(t);
		result.number = VARSIZE_ANY_EXHDR(t);
		break;
	}
	case TEXTARRAYOID: {
		Datum *elements;
		bool *nulls;
		int count;
		deconstruct_array(DatumGetArrayTypeP(value), TEXTOID, -1, false, 'i', &elements, &nulls, &count);
		auto *views = static_cast<ElementView *>(palloc(sizeof(ElementView) * (count + 1)));
		for (int i = 0; i < count; i++) {
			if (nulls[i])
				elog(ERROR, "unexpected null in an array");
			text *t = DatumGetTextPP(elements[i]);
			views[i] = {VARDATA_ANY(t), static_cast<std::size_t>(VARSIZE_ANY_EXHDR(t))};
		}
		result.data = reinterpret_cast<const char *>(views);
		result.number = count;
		break;
	}
	default:
		elog(ERROR, "unexpected type %u of column %d", SPI_gettypeid(description, column), column);
	}
	return result;
}

} // namespace

std::vector<std::string> Row::list(int i) const {
	std::vector<std::string> result;
	if (cells_[i].null)
		return result;
	const auto *views = reinterpret_cast<const ElementView *>(cells_[i].data);
	result.reserve(cells_[i].number);
	for (std::int64_t n = 0; n < cells_[i].number; n++)
		result.emplace_back(views[n].data, views[n].size);
	return result;
}

std::size_t query(
	const char *sql, std::initializer_list<Value> parameters, const RowReader &read, SnapshotKind snapshot) {
	run(sql, parameters, snapshot);
	SPITupleTable *rows = SPI_tuptable;
	std::size_t count = SPI_processed;
	if (rows == nullptr)
		return count;
	for (std::size_t i = 0; i < count; i++) {
		Row::Cell cells[kMaxColumns];
		pg_call([&] {
			if (rows->tupdesc->natts > kMaxColumns)
				elog(ERROR, "too many columns in \"%s\"", sql);
			for (int column = 1; column <= rows->tupdesc->natts; column++)
				cells[column - 1] = cell(rows->vals[i], rows->tupdesc, column);
		});
		read(Row(cells));
	}
	return count;
}

std::size_t execute(const char *sql, std::initializer_list<Value> parameters) {
	run(sql, parameters, SnapshotKind::fresh);
	return SPI_processed;
}

void answer_with(FunctionCallInfo fcinfo, const char *sql, std::initializer_list<Value> parameters) {
	pg_call([&] { InitMaterializedSRF(fcinfo, MAT_SRF_USE_EXPECTED_DESC); });
	auto *set = reinterpret_cast<ReturnSetInfo *>(fcinfo->resultinfo);
	own_statements([&] {
		run(sql, parameters, SnapshotKind::caller);
		pg_call([&] {
			for (uint64 i = 0; i < SPI_processed; i++)
				tuplestore_puttuple(set->setResult, SPI_tuptable->vals[i]);
		});
	});
}

Oid table_owner(Oid table) {
	return pg_call([&] {
		HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(table));
		if (!HeapTupleIsValid(tuple))
			return InvalidOid;
		Oid owner = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple))->relowner;
		ReleaseSysCache(tuple);
		return owner;
	});
}

static Oid owner_elsewhere = InvalidOid;

void set_extension_owner(Oid owner) {
	owner_elsewhere = owner;
}

Oid extension_owner() {
	if (OidIsValid(owner_elsewhere))
		return owner_elsewhere;
	Oid owner = table_owner(
		pg_call([] { return get_relname_relid("version", get_namespace_oid("pgmigrate", true)); }));
	if (!OidIsValid(owner))
		pg_call([] {
			ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE), errmsg("table \"pgmigrate.version\" does not exist"),
					errhint("A script must not drop the extension that runs it, nor its schema.")));
		});
	return owner;
}

OwnStatements::OwnStatements() {
	Oid owner = extension_owner();
	pg_call([&] {
		GetUserIdAndSecContext(&user_, &security_context_);
		settings_level_ = NewGUCNestLevel();
		snapshot_ = !ActiveSnapshotSet();
		if (snapshot_)
			PushActiveSnapshot(GetTransactionSnapshot());
		if (SPI_connect() != SPI_OK_CONNECT)
			elog(ERROR, "SPI_connect failed");
		SetUserIdAndSecContext(owner, security_context_ | SECURITY_LOCAL_USERID_CHANGE);
		(void)set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION,
			GUC_ACTION_SAVE, true, 0, false);
		if (!standard_conforming_strings)
			(void)set_config_option("standard_conforming_strings", "on", PGC_USERSET, PGC_S_SESSION,
				GUC_ACTION_SAVE, true, 0, false);
		// identities are compared with those that other sessions wrote down
		if (quote_all_identifiers)
			(void)set_config_option(
				"quote_all_identifiers", "off", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	});
}

void OwnStatements::leave() {
	pg_call([&] {
		AtEOXact_GUC(true, settings_level_);
		SetUserIdAndSecContext(user_, security_context_);
		SPI_finish();
		if (snapshot_)
			PopActiveSnapshot();
	});
}

} // namespace pgmigrate::pg
