// What ALTER TABLE and CREATE TABLE lock: the largest part of lock_collector.hpp.
#include "extension/lock_collector.hpp"

#include "extension/pg/compat.hpp"

namespace pgmigrate {

namespace {

// Whether the command goes down to children and partitions. Where the server stops at some of them, taking all means
// nothing more to those who use the parent.
bool recurses(AlterTableType command) {
	switch (command) {
	case AT_AttachPartition:
	case AT_DetachPartition:
	case AT_DetachPartitionFinalize:
	case AT_ChangeOwner:
	case AT_SetRelOptions:
	case AT_ResetRelOptions:
	case AT_ReplaceRelOptions:
	case AT_SetTableSpace:
	case AT_SetAccessMethod:
	case AT_SetLogged:
	case AT_SetUnLogged:
	case AT_ClusterOn:
	case AT_DropCluster:
	case AT_EnableRowSecurity:
	case AT_DisableRowSecurity:
	case AT_ForceRowSecurity:
	case AT_NoForceRowSecurity:
	case AT_ReplicaIdentity:
	case AT_AddInherit:
	case AT_DropInherit:
	case AT_AddOf:
	case AT_DropOf:
	case AT_EnableRule:
	case AT_EnableAlwaysRule:
	case AT_EnableReplicaRule:
	case AT_DisableRule:
	case AT_GenericOptions:
		return false;
	default:
		return true;
	}
}

// The tables that foreign keys among the constraints refer to.
void add_references(LockCollector &collector, List *constraints) {
	ListCell *cell;
	foreach (cell, constraints) {
		auto *node = static_cast<Node *>(lfirst(cell));
		if (IsA(node, Constraint) && castNode(Constraint, node)->contype == CONSTR_FOREIGN)
			collector.add_referenced(castNode(Constraint, node)->pktable);
		else if (IsA(node, ColumnDef))
			add_references(collector, castNode(ColumnDef, node)->constraints);
	}
}

} // namespace

void LockCollector::alter_table(AlterTableStmt *statement) {
	Oid relation = relation_named(statement->relation);
	if (!OidIsValid(relation) || !pg::owns(RelationRelationId, relation))
		return;
	LOCKMODE mode = AlterTableGetLockLevel(statement->cmds);
	bool tree = false;
	ListCell *cell;
	foreach (cell, statement->cmds) {
		auto *command = lfirst_node(AlterTableCmd, cell);
		tree = tree || (statement->relation->inh && recurses(command->subtype));
		alter_command(relation, command);
	}
	if (tree)
		add_tree(relation, mode);
	else
		add(relation, mode);
	if (statement->objtype ==
		OBJECT_TYPE) // typed tables follow their type; what only has a column of it stays as it is
		add_users_of_type(get_rel_type_id(relation), mode, true);
}

void LockCollector::alter_command(Oid relation, AlterTableCmd *command) {
	bool cascade = command->behavior == DROP_CASCADE;
	switch (command->subtype) {
	case AT_AddConstraint:
	case AT_AddColumn:
		add_references(*this, list_make1(command->def));
		break;
	case AT_DropConstraint: {
		Oid constraint = get_relation_constraint_oid(relation, command->name, true);
		if (OidIsValid(constraint))
			add_dependant(ConstraintRelationId, constraint, 0, cascade);
		break;
	}
	case AT_DropColumn: {
		AttrNumber column = get_attnum(relation, command->name);
		if (column > 0)
			add_dependants(RelationRelationId, relation, column, cascade);
		break;
	}
	case AT_AlterColumnType: { // its foreign keys are made anew
		AttrNumber column = get_attnum(relation, command->name);
		if (column > 0)
			add_foreign_key_partners(relation, AccessExclusiveLock, column);
		break;
	}
	case AT_ChangeOwner:
	case AT_SetLogged:
	case AT_SetUnLogged:
		add_owned_sequences(relation, AccessExclusiveLock);
		break;
	case AT_AttachPartition:
		attach_partition(relation, castNode(PartitionCmd, command->def));
		break;
	case AT_DetachPartition:
	case AT_DetachPartitionFinalize:
		detach_partition(relation, castNode(PartitionCmd, command->def));
		break;
	case AT_AddInherit:
		add_owned(castNode(RangeVar, command->def), ShareUpdateExclusiveLock);
		break;
	default:
		break;
	}
}

void LockCollector::attach_partition(Oid parent, PartitionCmd *command) {
	Oid partition = relation_named(command->name);
	if (!OidIsValid(partition) || !pg::owns(RelationRelationId, partition))
		return;
	add_tree(partition, AccessExclusiveLock);
	add_default_partition(parent);
	add_foreign_key_partners(parent, ShareRowExclusiveLock); // the partition gets the parent's keys
}

void LockCollector::detach_partition(Oid parent, PartitionCmd *command) {
	Oid partition = relation_named(command->name);
	if (!OidIsValid(partition) || !get_rel_relispartition(partition) ||
		get_partition_parent(partition, true) != parent)
		return;
	add(partition, command->concurrent ? ShareUpdateExclusiveLock : AccessExclusiveLock);
	add_default_partition(parent);
	add_foreign_key_partners(partition, ShareRowExclusiveLock); // its keys become its own
}

void LockCollector::create_table(CreateStmt *statement) {
	if (OidIsValid(relation_named(statement->relation)) && statement->if_not_exists)
		return;
	ListCell *cell;
	foreach (cell, statement->inhRelations) {
		auto *name = lfirst_node(RangeVar, cell);
		Oid parent = relation_named(name);
		if (!OidIsValid(parent) || !pg::owns(RelationRelationId, parent))
			continue;
		if (statement->partbound == nullptr) {
			add(parent, ShareUpdateExclusiveLock);
			continue;
		}
		add(parent, AccessExclusiveLock);
		add_default_partition(parent);
		add_foreign_key_partners(parent, ShareRowExclusiveLock);
	}
	add_references(*this, statement->tableElts);
	add_references(*this, statement->constraints);
}

} // namespace pgmigrate
