#include "extension/lock_collector.hpp"

#include "extension/pg/compat.hpp"

namespace pgmigrate {

Oid relation_named(const RangeVar *name) {
	if (name == nullptr ||
		(name->catalogname != nullptr && strcmp(name->catalogname, get_database_name(MyDatabaseId)) != 0))
		return InvalidOid;
	if (name->schemaname == nullptr)
		return RelnameGetRelid(name->relname);
	Oid schema = get_namespace_oid(name->schemaname, true);
	if (!OidIsValid(schema) || !pg::may_use_schema(schema))
		return InvalidOid;
	return get_relname_relid(name->relname, schema);
}

void LockCollector::add(Oid relation, LOCKMODE mode) {
	if (relation < FirstNormalObjectId || mode < ShareUpdateExclusiveLock)
		return;
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	if (!HeapTupleIsValid(tuple))
		return;
	auto *form = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple));
	bool ours = form->relpersistence != RELPERSISTENCE_TEMP;
	ReleaseSysCache(tuple);
	if (ours)
		locks.push_back({relation, mode});
}

void LockCollector::add_tree(Oid relation, LOCKMODE mode) {
	add(relation, mode);
	if (!has_subclass(relation))
		return;
	ListCell *cell;
	foreach (cell, find_all_inheritors(relation, NoLock, nullptr))
		if (lfirst_oid(cell) != relation)
			add(lfirst_oid(cell), mode);
}

void LockCollector::add_referenced(const RangeVar *name) {
	Oid relation = relation_named(name);
	if (!OidIsValid(relation))
		return;
	if (pg_class_aclcheck(relation, GetUserId(), ACL_REFERENCES) != ACLCHECK_OK &&
		pg_attribute_aclcheck_all(relation, GetUserId(), ACL_REFERENCES, ACLMASK_ANY) != ACLCHECK_OK)
		return;
	if (get_rel_relkind(relation) == RELKIND_PARTITIONED_TABLE)
		add_tree(relation, ShareRowExclusiveLock);
	else
		add(relation, ShareRowExclusiveLock);
}

namespace {

// Calls f(constraint oid, its form, its tuple) for every foreign key from or to the table. Both ends have triggers, which
// are found by an index; pg_constraint has none for the table referred to.
template <class F>
void for_foreign_keys(Oid relation, F &&f) {
	List *constraints = NIL;
	Relation triggers = table_open(TriggerRelationId, AccessShareLock);
	ScanKeyData key;
	ScanKeyInit(&key, Anum_pg_trigger_tgrelid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(relation));
	SysScanDesc scan = systable_beginscan(triggers, TriggerRelidNameIndexId, true, nullptr, 1, &key);
	while (HeapTuple tuple = systable_getnext(scan)) {
		auto *trigger = reinterpret_cast<Form_pg_trigger>(GETSTRUCT(tuple));
		if (OidIsValid(trigger->tgconstraint) && OidIsValid(trigger->tgconstrrelid))
			constraints = list_append_unique_oid(constraints, trigger->tgconstraint);
	}
	systable_endscan(scan);
	table_close(triggers, AccessShareLock);
	ListCell *cell;
	foreach (cell, constraints) {
		HeapTuple tuple = SearchSysCache1(CONSTROID, ObjectIdGetDatum(lfirst_oid(cell)));
		if (!HeapTupleIsValid(tuple))
			continue;
		auto *constraint = reinterpret_cast<Form_pg_constraint>(GETSTRUCT(tuple));
		if (constraint->contype == CONSTRAINT_FOREIGN)
			f(constraint, tuple);
		ReleaseSysCache(tuple);
	}
}

bool has_column(HeapTuple constraint, AttrNumber array, AttrNumber column) {
	bool null;
	Datum value = SysCacheGetAttr(CONSTROID, constraint, array, &null);
	if (null)
		return false;
	ArrayType *columns = DatumGetArrayTypeP(value);
	auto *numbers = reinterpret_cast<int16 *>(ARR_DATA_PTR(columns));
	for (int i = 0; i < ArrayGetNItems(ARR_NDIM(columns), ARR_DIMS(columns)); i++)
		if (numbers[i] == column)
			return true;
	return false;
}

} // namespace

void LockCollector::add_foreign_key_partners(Oid relation, LOCKMODE mode, AttrNumber column) {
	for_foreign_keys(relation, [&](Form_pg_constraint constraint, HeapTuple tuple) {
		bool from = constraint->conrelid == relation &&
					(column == 0 || has_column(tuple, Anum_pg_constraint_conkey, column));
		bool to = constraint->confrelid == relation &&
				  (column == 0 || has_column(tuple, Anum_pg_constraint_confkey, column));
		if (from)
			add(constraint->confrelid, mode);
		if (to)
			add(constraint->conrelid, mode);
	});
}

void LockCollector::truncate(TruncateStmt *statement) {
	List *relations = NIL;
	ListCell *cell;
	auto take = [&](Oid relation, bool tree) {
		if (pg_class_aclcheck(relation, GetUserId(), ACL_TRUNCATE) != ACLCHECK_OK)
			return;
		List *all = tree ? find_all_inheritors(relation, NoLock, nullptr) : list_make1_oid(relation);
		relations = list_concat_unique_oid(relations, all);
	};
	foreach (cell, statement->relations) {
		auto *name = lfirst_node(RangeVar, cell);
		Oid relation = relation_named(name);
		if (OidIsValid(relation))
			take(relation, name->inh);
	}
	for (int i = 0; i < list_length(relations); i++) {
		Oid relation = list_nth_oid(relations, i);
		add(relation, AccessExclusiveLock);
		if (statement->restart_seqs)
			add_owned_sequences(relation, AccessExclusiveLock);
		if (statement->behavior == DROP_CASCADE)
			for_foreign_keys(relation, [&](Form_pg_constraint constraint, HeapTuple) {
				if (constraint->confrelid == relation)
					take(constraint->conrelid, true);
			});
	}
}

void LockCollector::add_owned_sequences(Oid relation, LOCKMODE mode) {
	ListCell *cell;
	foreach (cell, getOwnedSequences(relation))
		add(lfirst_oid(cell), mode);
}

void LockCollector::add_indexes(Oid relation, LOCKMODE mode) {
	Relation indexes = table_open(IndexRelationId, AccessShareLock);
	ScanKeyData key;
	ScanKeyInit(&key, Anum_pg_index_indrelid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(relation));
	SysScanDesc scan = systable_beginscan(indexes, IndexIndrelidIndexId, true, nullptr, 1, &key);
	while (HeapTuple tuple = systable_getnext(scan))
		add(reinterpret_cast<Form_pg_index>(GETSTRUCT(tuple))->indexrelid, mode);
	systable_endscan(scan);
	table_close(indexes, AccessShareLock);
}

void LockCollector::add_default_partition(Oid parent) {
	if (get_rel_relkind(parent) == RELKIND_PARTITIONED_TABLE)
		add(get_default_partition_oid(parent), AccessExclusiveLock);
}

void LockCollector::add_constraint(Oid constraint) {
	HeapTuple tuple = SearchSysCache1(CONSTROID, ObjectIdGetDatum(constraint));
	if (!HeapTupleIsValid(tuple))
		return;
	auto *form = reinterpret_cast<Form_pg_constraint>(GETSTRUCT(tuple));
	add(form->conrelid, AccessExclusiveLock);
	add(form->confrelid, AccessExclusiveLock);
	ReleaseSysCache(tuple);
}

namespace {

// Where a catalog keeps the relation that its object belongs to. Its index is on the object's oid, the first column.
struct Belonging {
	Oid catalog, index;
	AttrNumber relation;
};
constexpr Belonging kBelongings[] = {
	{RewriteRelationId, RewriteOidIndexId, Anum_pg_rewrite_ev_class},
	{TriggerRelationId, TriggerOidIndexId, Anum_pg_trigger_tgrelid},
	{PolicyRelationId, PolicyOidIndexId, Anum_pg_policy_polrelid},
	{AttrDefaultRelationId, AttrDefaultOidIndexId, Anum_pg_attrdef_adrelid},
	{StatisticExtRelationId, StatisticExtOidIndexId, Anum_pg_statistic_ext_stxrelid},
};

// The relation that a rule, trigger, policy, default or statistics object belongs to.
Oid relation_of(Oid class_id, Oid object) {
	Oid relation = InvalidOid;
	for (const Belonging &belonging : kBelongings) {
		if (belonging.catalog != class_id)
			continue;
		Relation catalog = table_open(class_id, AccessShareLock);
		ScanKeyData key;
		ScanKeyInit(&key, 1, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(object));
		SysScanDesc scan = systable_beginscan(catalog, belonging.index, true, nullptr, 1, &key);
		if (HeapTuple tuple = systable_getnext(scan)) {
			bool null;
			Datum value = heap_getattr(tuple, belonging.relation, RelationGetDescr(catalog), &null);
			relation = null ? InvalidOid : DatumGetObjectId(value);
		}
		systable_endscan(scan);
		table_close(catalog, AccessShareLock);
	}
	return relation;
}

} // namespace

void LockCollector::add_dependant(Oid class_id, Oid object, int32 column, bool cascade) {
	switch (class_id) {
	case RelationRelationId:
		add(object, AccessExclusiveLock);
		break;
	case ConstraintRelationId:
		add_constraint(object);
		break;
	case RewriteRelationId: {
		Oid relation = relation_of(class_id, object);
		add(relation, AccessExclusiveLock);
		char kind = get_rel_relkind(relation);
		if (kind == RELKIND_VIEW || kind == RELKIND_MATVIEW) // it cannot be without its rule
			add_dependants(RelationRelationId, relation, 0, cascade);
		break;
	}
	case TriggerRelationId:
	case PolicyRelationId:
	case AttrDefaultRelationId:
		add(relation_of(class_id, object), AccessExclusiveLock);
		break;
	case StatisticExtRelationId:
		add(relation_of(class_id, object), ShareUpdateExclusiveLock);
		break;
	}
	add_dependants(class_id, object, column, cascade);
}

void LockCollector::add_dependants(Oid class_id, Oid object, int32 column, bool cascade) {
	if (!seen_.emplace(class_id, object, column).second)
		return;
	check_stack_depth();
	List *found = NIL;
	Relation dependencies = table_open(DependRelationId, AccessShareLock);
	ScanKeyData keys[3];
	ScanKeyInit(
		&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(class_id));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(object));
	ScanKeyInit(&keys[2], Anum_pg_depend_refobjsubid, BTEqualStrategyNumber, F_INT4EQ, Int32GetDatum(column));
	SysScanDesc scan =
		systable_beginscan(dependencies, DependReferenceIndexId, true, nullptr, column != 0 ? 3 : 2, keys);
	while (HeapTuple tuple = systable_getnext(scan)) {
		auto *form = reinterpret_cast<Form_pg_depend>(GETSTRUCT(tuple));
		if (form->deptype == DEPENDENCY_NORMAL && !cascade)
			continue;
		auto *address = static_cast<ObjectAddress *>(palloc(sizeof(ObjectAddress)));
		ObjectAddressSubSet(*address, form->classid, form->objid, form->objsubid);
		found = lappend(found, address);
	}
	systable_endscan(scan);
	table_close(dependencies, AccessShareLock);
	ListCell *cell;
	foreach (cell, found) {
		auto *address = static_cast<ObjectAddress *>(lfirst(cell));
		add_dependant(address->classId, address->objectId, address->objectSubId, cascade);
	}
}

} // namespace pgmigrate
