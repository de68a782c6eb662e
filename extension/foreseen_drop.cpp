// What DROP locks: the object, and whatever goes with it.
#include "extension/lock_collector.hpp"

#include "extension/pg/compat.hpp"

namespace pgmigrate {

namespace {

// The object that a name of DROP means, where there is one and the current user owns it. May raise what the statement
// would raise.
ObjectAddress owned_object(ObjectType type, Node *object) {
	ObjectAddress address = InvalidObjectAddress;
	switch (type) {
	case OBJECT_SCHEMA:
		ObjectAddressSet(address, NamespaceRelationId, get_namespace_oid(strVal(object), true));
		break;
	case OBJECT_EXTENSION:
		ObjectAddressSet(address, ExtensionRelationId, get_extension_oid(strVal(object), true));
		break;
	case OBJECT_TYPE:
	case OBJECT_DOMAIN:
		ObjectAddressSet(
			address, TypeRelationId, LookupTypeNameOid(nullptr, castNode(TypeName, object), true));
		break;
	case OBJECT_FUNCTION:
	case OBJECT_PROCEDURE:
	case OBJECT_ROUTINE:
	case OBJECT_AGGREGATE:
		ObjectAddressSet(
			address, ProcedureRelationId, LookupFuncWithArgs(type, castNode(ObjectWithArgs, object), true));
		break;
	case OBJECT_STATISTIC_EXT:
		ObjectAddressSet(
			address, StatisticExtRelationId, get_statistics_object_oid(castNode(List, object), true));
		break;
	default:
		break;
	}
	if (OidIsValid(address.objectId) && !pg::owns(address.classId, address.objectId))
		return InvalidObjectAddress;
	return address;
}

} // namespace

void LockCollector::drop(DropStmt *statement) {
	bool cascade = statement->behavior == DROP_CASCADE;
	ListCell *cell;
	foreach (cell, statement->objects) {
		auto *object = static_cast<Node *>(lfirst(cell));
		switch (statement->removeType) {
		case OBJECT_TABLE:
		case OBJECT_VIEW:
		case OBJECT_MATVIEW:
		case OBJECT_SEQUENCE:
		case OBJECT_INDEX:
		case OBJECT_FOREIGN_TABLE:
			if (!statement->concurrent)
				drop_relation(makeRangeVarFromNameList(castNode(List, object)), cascade);
			break;
		case OBJECT_TRIGGER:
		case OBJECT_RULE:
		case OBJECT_POLICY:
			if (RangeVar *relation = relation_part(castNode(List, object), 1))
				add_owned(relation, AccessExclusiveLock, statement->removeType == OBJECT_TRIGGER);
			break;
		default:
			drop_other(statement, object, cascade);
		}
	}
}

void LockCollector::drop_relation(const RangeVar *name, bool cascade) {
	Oid relation = relation_named(name);
	if (!OidIsValid(relation) || (!pg::owns(RelationRelationId, relation) &&
									 !pg::owns(NamespaceRelationId, get_rel_namespace(relation))))
		return;
	add(relation, AccessExclusiveLock);
	char kind = get_rel_relkind(relation);
	if (kind == RELKIND_INDEX || kind == RELKIND_PARTITIONED_INDEX)
		add(IndexGetRelation(relation, true), AccessExclusiveLock);
	if (get_rel_relispartition(relation) && kind != RELKIND_INDEX && kind != RELKIND_PARTITIONED_INDEX) {
		Oid parent = get_partition_parent(relation, true);
		add(parent, AccessExclusiveLock);
		add_default_partition(parent);
	}
	add_dependants(RelationRelationId, relation, 0, cascade);
}

void LockCollector::drop_other(DropStmt *statement, Node *object, bool cascade) {
	// Of these the extension alone takes along what does not belong to it otherwise.
	if (!cascade && statement->removeType != OBJECT_EXTENSION &&
		statement->removeType != OBJECT_STATISTIC_EXT)
		return;
	ObjectAddress address = owned_object(statement->removeType, object);
	if (OidIsValid(address.objectId))
		add_dependant(address.classId, address.objectId, 0, cascade);
}

} // namespace pgmigrate
