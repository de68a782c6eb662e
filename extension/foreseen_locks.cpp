#include "extension/foreseen_locks.hpp"

#include "extension/lock_collector.hpp"

#include "extension/pg/compat.hpp"
#include "extension/pg/guard.hpp"

namespace pgmigrate {

void LockCollector::add_owned(const RangeVar *name, LOCKMODE mode, bool tree) {
	Oid relation = relation_named(name);
	if (!OidIsValid(relation) || !pg::owns(RelationRelationId, relation))
		return;
	if (tree)
		add_tree(relation, mode);
	else
		add(relation, mode);
}

void LockCollector::rename(RenameStmt *statement) {
	Oid relation = relation_named(statement->relation);
	if (!OidIsValid(relation) || !pg::owns(RelationRelationId, relation))
		return;
	char kind = get_rel_relkind(relation);
	switch (statement->renameType) {
	case OBJECT_COLUMN:
	case OBJECT_ATTRIBUTE:
	case OBJECT_TABCONSTRAINT:
	case OBJECT_TRIGGER:
		add_tree(relation, AccessExclusiveLock);
		break;
	default:
		add(relation, kind == RELKIND_INDEX || kind == RELKIND_PARTITIONED_INDEX ? ShareUpdateExclusiveLock
																				 : AccessExclusiveLock);
	}
}

RangeVar *relation_part(List *names, int skipped) {
	if (list_length(names) <= skipped)
		return nullptr;
	return makeRangeVarFromNameList(list_truncate(list_copy(names), list_length(names) - skipped));
}

namespace {

bool may_maintain(Oid relation) {
	return pg::owns(RelationRelationId, relation) ||
		   pg_class_aclcheck(relation, GetUserId(), pg::kMaintain) == ACLCHECK_OK;
}

// The relation that COMMENT or SECURITY LABEL locks; nullptr for objects of other kinds.
RangeVar *described_relation(ObjectType type, Node *object) {
	switch (type) {
	case OBJECT_TABLE:
	case OBJECT_VIEW:
	case OBJECT_MATVIEW:
	case OBJECT_INDEX:
	case OBJECT_SEQUENCE:
	case OBJECT_FOREIGN_TABLE:
		return relation_part(castNode(List, object), 0);
	case OBJECT_COLUMN:
		return relation_part(castNode(List, object), 1);
	default:
		return nullptr;
	}
}

bool is_concurrent(ReindexStmt *statement) {
	ListCell *cell;
	foreach (cell, statement->params) {
		DefElem *option = lfirst_node(DefElem, cell);
		if (strcmp(option->defname, "concurrently") == 0)
			return defGetBoolean(option);
	}
	return false;
}

} // namespace

void LockCollector::reindex(ReindexStmt *statement) {
	Oid relation = relation_named(statement->relation);
	if (!OidIsValid(relation))
		return;
	bool concurrent = is_concurrent(statement); // then it waits in ways of its own
	if (statement->kind == REINDEX_OBJECT_TABLE) {
		if (!may_maintain(relation))
			return;
		add(relation, concurrent ? ShareUpdateExclusiveLock : ShareLock);
		if (!concurrent)
			add_indexes(relation, AccessExclusiveLock);
	} else if (statement->kind == REINDEX_OBJECT_INDEX) {
		Oid table = IndexGetRelation(relation, true);
		if (!OidIsValid(table) || !may_maintain(table))
			return;
		add(table, concurrent ? ShareUpdateExclusiveLock : ShareLock);
		if (!concurrent)
			add(relation, AccessExclusiveLock);
	}
}

void LockCollector::lock(LockStmt *statement) {
	if (statement->nowait) // its author wants the error
		return;
	ListCell *cell;
	foreach (cell, statement->relations) {
		auto *name = lfirst_node(RangeVar, cell);
		Oid relation = relation_named(name);
		if (!OidIsValid(relation) ||
			pg_class_aclcheck(
				relation, GetUserId(), ACL_UPDATE | ACL_DELETE | ACL_TRUNCATE | pg::kMaintain) != ACLCHECK_OK)
			continue;
		if (name->inh)
			add_tree(relation, statement->mode);
		else
			add(relation, statement->mode);
	}
}

namespace {

// Whether the table is one of the type, and may be altered with it: CREATE TABLE ... OF takes any type that one may use.
bool is_own_table_of(Oid type, Oid relation) {
	HeapTuple tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	if (!HeapTupleIsValid(tuple))
		return false;
	bool of_type = reinterpret_cast<Form_pg_class>(GETSTRUCT(tuple))->reloftype == type;
	ReleaseSysCache(tuple);
	return of_type && pg::owns(RelationRelationId, relation);
}

} // namespace

// Tables with columns of the type, of types that rest on it, and tables that are of it; or the last alone, those that the
// current user owns.
void LockCollector::add_users_of_type(Oid type, LOCKMODE mode, bool typed_tables) {
	if (!OidIsValid(type) || !seen_.emplace(TypeRelationId, type, -1).second)
		return;
	List *types = NIL;
	Relation dependencies = table_open(DependRelationId, AccessShareLock);
	ScanKeyData keys[2];
	ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ,
		ObjectIdGetDatum(TypeRelationId));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(type));
	SysScanDesc scan = systable_beginscan(dependencies, DependReferenceIndexId, true, nullptr, 2, keys);
	while (HeapTuple tuple = systable_getnext(scan)) {
		auto *form = reinterpret_cast<Form_pg_depend>(GETSTRUCT(tuple));
		if (form->classid == TypeRelationId && !typed_tables)
			types = lappend_oid(types, form->objid);
		char kind = form->classid == RelationRelationId ? get_rel_relkind(form->objid) : '\0';
		if (kind == RELKIND_RELATION || kind == RELKIND_PARTITIONED_TABLE || kind == RELKIND_MATVIEW ||
			kind == RELKIND_FOREIGN_TABLE)
			if (!typed_tables || is_own_table_of(type, form->objid))
				add(form->objid, mode);
	}
	systable_endscan(scan);
	table_close(dependencies, AccessShareLock);
	ListCell *cell;
	foreach (cell, types)
		add_users_of_type(lfirst_oid(cell), mode);
}

void LockCollector::alter_domain(AlterDomainStmt *statement) {
	if (statement->subtype != 'C' && statement->subtype != 'O' && statement->subtype != 'V')
		return;
	Oid type = LookupTypeNameOid(nullptr, makeTypeNameFromNameList(statement->typeName), true);
	if (OidIsValid(type) && pg::owns(TypeRelationId, type))
		add_users_of_type(type, ShareLock);
}

void LockCollector::add_published(List *objects) {
	ListCell *cell;
	foreach (cell, objects) {
		auto *object = lfirst_node(PublicationObjSpec, cell);
		if (object->pubtable != nullptr)
			add_owned(object->pubtable->relation, ShareUpdateExclusiveLock, object->pubtable->relation->inh);
	}
}

void LockCollector::collect(Node *statement) {
	ListCell *cell;
	switch (nodeTag(statement)) {
	case T_AlterTableStmt:
		return alter_table(castNode(AlterTableStmt, statement));
	case T_CreateStmt:
		return create_table(castNode(CreateStmt, statement));
	case T_CreateForeignTableStmt:
		return create_table(&castNode(CreateForeignTableStmt, statement)->base);
	case T_CreateSchemaStmt:
		foreach (cell, castNode(CreateSchemaStmt, statement)->schemaElts)
			collect(static_cast<Node *>(lfirst(cell)));
		return;
	case T_DropStmt:
		return drop(castNode(DropStmt, statement));
	case T_RenameStmt:
		return rename(castNode(RenameStmt, statement));
	case T_TruncateStmt:
		return truncate(castNode(TruncateStmt, statement));
	case T_ReindexStmt:
		return reindex(castNode(ReindexStmt, statement));
	case T_LockStmt:
		return lock(castNode(LockStmt, statement));
	case T_AlterDomainStmt:
		return alter_domain(castNode(AlterDomainStmt, statement));
	case T_IndexStmt: {
		auto *index = castNode(IndexStmt, statement);
		bool tree = index->relation->inh &&
					get_rel_relkind(relation_named(index->relation)) == RELKIND_PARTITIONED_TABLE;
		return add_owned(index->relation, index->concurrent ? ShareUpdateExclusiveLock : ShareLock, tree);
	}
	case T_CreateTrigStmt: {
		auto *trigger = castNode(CreateTrigStmt, statement);
		Oid relation = relation_named(trigger->relation);
		if (OidIsValid(relation) && pg_class_aclcheck(relation, GetUserId(), ACL_TRIGGER) == ACLCHECK_OK) {
			if (trigger->row && get_rel_relkind(relation) == RELKIND_PARTITIONED_TABLE)
				add_tree(relation, ShareRowExclusiveLock);
			else
				add(relation, ShareRowExclusiveLock);
		}
		return;
	}
	case T_AlterObjectSchemaStmt: {
		auto *alter = castNode(AlterObjectSchemaStmt, statement);
		Oid relation = relation_named(alter->relation);
		if (OidIsValid(relation) && pg::owns(RelationRelationId, relation)) {
			add(relation, AccessExclusiveLock);
			add_owned_sequences(relation, AccessExclusiveLock);
		}
		return;
	}
	default:
		return collect_more(statement);
	}
}

// The kinds that a few lines are enough for.
void LockCollector::collect_more(Node *statement) {
	ListCell *cell;
	switch (nodeTag(statement)) {
	case T_AlterSeqStmt:
		return add_owned(castNode(AlterSeqStmt, statement)->sequence, ShareRowExclusiveLock);
	case T_RuleStmt:
		return add_owned(castNode(RuleStmt, statement)->relation, AccessExclusiveLock);
	case T_ViewStmt:
		if (castNode(ViewStmt, statement)->replace)
			add_owned(castNode(ViewStmt, statement)->view, AccessExclusiveLock);
		return;
	case T_CreatePolicyStmt:
		return add_owned(castNode(CreatePolicyStmt, statement)->table, AccessExclusiveLock);
	case T_AlterPolicyStmt:
		return add_owned(castNode(AlterPolicyStmt, statement)->table, AccessExclusiveLock);
	case T_CreateStatsStmt:
		foreach (cell, castNode(CreateStatsStmt, statement)->relations)
			if (IsA(lfirst(cell), RangeVar))
				add_owned(lfirst_node(RangeVar, cell), ShareUpdateExclusiveLock);
		return;
	case T_CommentStmt:
		return add_owned(described_relation(castNode(CommentStmt, statement)->objtype,
							 castNode(CommentStmt, statement)->object),
			ShareUpdateExclusiveLock);
	case T_SecLabelStmt:
		return add_owned(described_relation(castNode(SecLabelStmt, statement)->objtype,
							 castNode(SecLabelStmt, statement)->object),
			ShareUpdateExclusiveLock);
	case T_CreatePublicationStmt:
		return add_published(castNode(CreatePublicationStmt, statement)->pubobjects);
	case T_AlterPublicationStmt:
		return add_published(castNode(AlterPublicationStmt, statement)->pubobjects);
	case T_RefreshMatViewStmt: {
		auto *refresh = castNode(RefreshMatViewStmt, statement);
		Oid relation = relation_named(refresh->relation);
		if (OidIsValid(relation) && may_maintain(relation))
			add(relation, refresh->concurrent ? ExclusiveLock : AccessExclusiveLock);
		return;
	}
	case T_ClusterStmt: {
		Oid relation = relation_named(castNode(ClusterStmt, statement)->relation);
		if (OidIsValid(relation) && may_maintain(relation))
			add(relation, AccessExclusiveLock);
		return;
	}
	case T_VacuumStmt:
		if (!castNode(VacuumStmt, statement)->is_vacuumcmd)
			foreach (cell, castNode(VacuumStmt, statement)->rels) {
				Oid relation = relation_named(lfirst_node(VacuumRelation, cell)->relation);
				if (OidIsValid(relation) && may_maintain(relation))
					add_tree(relation, ShareUpdateExclusiveLock);
			}
		return;
	default:
		return;
	}
}

bool has_foreseen_locks(const RawStmt &statement) {
	switch (nodeTag(statement.stmt)) {
	case T_InsertStmt:
	case T_UpdateStmt:
	case T_DeleteStmt:
	case T_MergeStmt:
	case T_SelectStmt:
	case T_CopyStmt:
	case T_VariableSetStmt:
	case T_GrantStmt:
	case T_CreateFunctionStmt:
	case T_DoStmt:
	case T_CallStmt:
	case T_CreateEnumStmt:
	case T_AlterEnumStmt:
		return false;
	default:
		return true;
	}
}

std::vector<ForeseenLock> foreseen_locks(const RawStmt &statement) {
	LockCollector collector;
	if (has_foreseen_locks(statement))
		pg::pg_call([&] { collector.collect(statement.stmt); });
	return std::move(collector.locks);
}

} // namespace pgmigrate
