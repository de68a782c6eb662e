#include "extension/described_object.hpp"

#include <string_view>

#include "extension/pg/collected_command.hpp"
#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

// The schema that the object's row names.
Oid schema_of(const ObjectAddress &address) {
	if (!is_objectclass_supported(address.classId))
		return InvalidOid;
	const AttrNumber attribute = get_object_attnum_namespace(address.classId);
	if (attribute == InvalidAttrNumber)
		return InvalidOid;
	Relation catalog = table_open(address.classId, AccessShareLock);
	HeapTuple tuple =
		get_catalog_object_by_oid(catalog, get_object_attnum_oid(address.classId), address.objectId);
	bool is_null = true;
	Datum schema = 0;
	if (HeapTupleIsValid(tuple))
		schema = heap_getattr(tuple, attribute, RelationGetDescr(catalog), &is_null);
	table_close(catalog, AccessShareLock);
	return is_null ? InvalidOid : DatumGetObjectId(schema);
}

bool is_temporary_name(const char *name) {
	const std::string_view text = name;
	return text == "pg_temp" || text.starts_with("pg_temp.");
}

bool holds_temporary_name(List *names) {
	ListCell *cell;
	foreach (cell, names)
		if (lfirst(cell) != nullptr && is_temporary_name(static_cast<const char *>(lfirst(cell))))
			return true;
	return false;
}

// Of a column that is gone the server keeps a row, and would tell it under a name of its own making.
bool is_dropped_column(const ObjectAddress &address) {
	if (address.classId != RelationRelationId || address.objectSubId == 0)
		return false;
	HeapTuple tuple = SearchSysCacheAttNum(address.objectId, static_cast<int16>(address.objectSubId));
	if (HeapTupleIsValid(tuple))
		ReleaseSysCache(tuple);
	return !HeapTupleIsValid(tuple);
}

// What has no schema itself may stand in a table's: triggers, rules and policies are named by schema, table and name.
const char *schema_of_table(List *names) {
	return list_length(names) == 3 ? static_cast<const char *>(linitial(names)) : nullptr;
}

} // namespace

DescribedObject describe(const ObjectAddress &address) {
	struct {
		const char *type, *schema, *identity;
		bool is_temporary;
	} found{};
	pg_call([&] {
		if (!OidIsValid(address.objectId) || is_dropped_column(address))
			return;
		List *names = NIL, *arguments = NIL;
		const char *identity = getObjectIdentityParts(&address, &names, &arguments, true);
		if (identity == nullptr)
			return;
		const Oid schema = schema_of(address);
		found.type = getObjectTypeDescription(&address, true);
		found.identity = identity;
		found.schema = OidIsValid(schema) ? get_namespace_name(schema) : schema_of_table(names);
		found.is_temporary = OidIsValid(schema)
								 ? isAnyTempNamespace(schema)
								 : holds_temporary_name(names) || holds_temporary_name(arguments);
	});
	if (found.identity == nullptr || found.type == nullptr)
		return {};
	return {
		found.type, found.schema != nullptr ? found.schema : "", found.identity, true, found.is_temporary};
}

std::string quoted(const char *name) {
	return pg_call([&] { return quote_identifier(name); });
}

} // namespace pgmigrate
