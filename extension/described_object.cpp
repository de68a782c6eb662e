#include "extension/described_object.hpp"

#include "extension/pg/collected_command.hpp"
#include "extension/pg/part_catalogs.hpp"
#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

Oid value_of(const ObjectAddress &address, AttrNumber attribute) {
	Relation catalog = table_open(address.classId, AccessShareLock);
	HeapTuple tuple =
		get_catalog_object_by_oid(catalog, get_object_attnum_oid(address.classId), address.objectId);
	bool is_null = true;
	Datum value = 0;
	if (HeapTupleIsValid(tuple))
		value = heap_getattr(tuple, attribute, RelationGetDescr(catalog), &is_null);
	table_close(catalog, AccessShareLock);
	return is_null ? InvalidOid : DatumGetObjectId(value);
}

// The schema that the object's row names.
Oid schema_of(const ObjectAddress &address) {
	if (!is_objectclass_supported(address.classId))
		return InvalidOid;
	const AttrNumber attribute = get_object_attnum_namespace(address.classId);
	if (attribute == InvalidAttrNumber)
		return InvalidOid;
	return value_of(address, attribute);
}

// What has no schema itself is as temporary as what it is of: by the column of its row that names that.
struct PartOf {
	Oid catalog;
	AttrNumber whole;
	bool is_type; // else a relation
};
constexpr PartOf kParts[] = {{TriggerRelationId, Anum_pg_trigger_tgrelid, false},
	{RewriteRelationId, Anum_pg_rewrite_ev_class, false}, {PolicyRelationId, Anum_pg_policy_polrelid, false},
	{AttrDefaultRelationId, Anum_pg_attrdef_adrelid, false},
	{PublicationRelRelationId, Anum_pg_publication_rel_prrelid, false},
	{CastRelationId, Anum_pg_cast_castsource, true}, {CastRelationId, Anum_pg_cast_casttarget, true},
	{TransformRelationId, Anum_pg_transform_trftype, true}};

Oid type_schema(Oid type) {
	HeapTuple tuple = SearchSysCache1(TYPEOID, ObjectIdGetDatum(type));
	if (!HeapTupleIsValid(tuple))
		return InvalidOid;
	const Oid schema = reinterpret_cast<Form_pg_type>(GETSTRUCT(tuple))->typnamespace;
	ReleaseSysCache(tuple);
	return schema;
}

bool is_of_temporary(const ObjectAddress &address) {
	for (const PartOf &part : kParts) {
		if (part.catalog != address.classId)
			continue;
		const Oid whole = value_of(address, part.whole);
		const Oid schema = part.is_type ? type_schema(whole) : get_rel_namespace(whole);
		if (OidIsValid(schema) && isAnyTempNamespace(schema))
			return true;
	}
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
		found.is_temporary = OidIsValid(schema) ? isAnyTempNamespace(schema) : is_of_temporary(address);
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
