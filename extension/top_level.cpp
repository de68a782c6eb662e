#include "extension/top_level.hpp"

#include "extension/pg/compat.hpp"

namespace pgmigrate {

namespace {

// The value of a boolean option of that name, or `missing` if it is not given.
bool option(List *options, const char *name, bool missing) {
	ListCell *cell;
	foreach (cell, options) {
		DefElem *element = lfirst_node(DefElem, cell);
		if (strcmp(element->defname, name) == 0)
			return defGetBoolean(element);
	}
	return missing;
}

const char *reindex(ReindexStmt *statement) {
	if (option(statement->params, "concurrently", false))
		return "REINDEX CONCURRENTLY";
	switch (statement->kind) {
	case REINDEX_OBJECT_SCHEMA:
		return "REINDEX SCHEMA";
	case REINDEX_OBJECT_SYSTEM:
		return "REINDEX SYSTEM";
	case REINDEX_OBJECT_DATABASE:
		return "REINDEX DATABASE";
	default:
		return nullptr;
	}
}

const char *alter_table(AlterTableStmt *statement) {
	ListCell *cell;
	foreach (cell, statement->cmds) {
		AlterTableCmd *command = lfirst_node(AlterTableCmd, cell);
		if (command->subtype == AT_DetachPartition && castNode(PartitionCmd, command->def)->concurrent)
			return "ALTER TABLE ... DETACH PARTITION CONCURRENTLY";
	}
	return nullptr;
}

const char *alter_subscription(AlterSubscriptionStmt *statement) {
	switch (statement->kind) {
	case ALTER_SUBSCRIPTION_SET_PUBLICATION:
	case ALTER_SUBSCRIPTION_ADD_PUBLICATION:
	case ALTER_SUBSCRIPTION_DROP_PUBLICATION:
		return option(statement->options, "refresh", true) ? "ALTER SUBSCRIPTION with refresh" : nullptr;
	case ALTER_SUBSCRIPTION_REFRESH:
		return "ALTER SUBSCRIPTION ... REFRESH PUBLICATION";
	case ALTER_SUBSCRIPTION_OPTIONS: {
		ListCell *cell;
		foreach (cell, statement->options)
			if (pg::is_top_level_subscription_option(lfirst_node(DefElem, cell)->defname))
				return "ALTER SUBSCRIPTION of this option";
		return nullptr;
	}
	default:
		return nullptr;
	}
}

const char *alter_database(AlterDatabaseStmt *statement) {
	ListCell *cell;
	foreach (cell, statement->options)
		if (strcmp(lfirst_node(DefElem, cell)->defname, "tablespace") == 0)
			return "ALTER DATABASE ... SET TABLESPACE";
	return nullptr;
}

const char *transaction_control(TransactionStmt *statement) {
	switch (statement->kind) {
	case TRANS_STMT_BEGIN:
		return "BEGIN";
	case TRANS_STMT_START:
		return "START TRANSACTION";
	case TRANS_STMT_COMMIT:
		return "COMMIT";
	case TRANS_STMT_ROLLBACK:
		return "ROLLBACK";
	case TRANS_STMT_SAVEPOINT:
		return "SAVEPOINT";
	case TRANS_STMT_RELEASE:
		return "RELEASE";
	case TRANS_STMT_ROLLBACK_TO:
		return "ROLLBACK TO SAVEPOINT";
	case TRANS_STMT_PREPARE:
		return "PREPARE TRANSACTION";
	case TRANS_STMT_COMMIT_PREPARED:
		return "COMMIT PREPARED";
	case TRANS_STMT_ROLLBACK_PREPARED:
		return "ROLLBACK PREPARED";
	}
	return "transaction control";
}

} // namespace

const char *must_be_top_level(Node *statement) {
	switch (nodeTag(statement)) {
	case T_TransactionStmt:
		return transaction_control(castNode(TransactionStmt, statement));
	case T_IndexStmt:
		return castNode(IndexStmt, statement)->concurrent ? "CREATE INDEX CONCURRENTLY" : nullptr;
	case T_DropStmt:
		return castNode(DropStmt, statement)->concurrent ? "DROP INDEX CONCURRENTLY" : nullptr;
	case T_ReindexStmt:
		return reindex(castNode(ReindexStmt, statement));
	case T_AlterTableStmt:
		return alter_table(castNode(AlterTableStmt, statement));
	case T_VacuumStmt:
		return castNode(VacuumStmt, statement)->is_vacuumcmd ? "VACUUM" : nullptr;
	case T_ClusterStmt:
		return castNode(ClusterStmt, statement)->relation == nullptr ? "CLUSTER of all tables" : nullptr;
	case T_CreatedbStmt:
		return "CREATE DATABASE";
	case T_DropdbStmt:
		return "DROP DATABASE";
	case T_AlterDatabaseStmt:
		return alter_database(castNode(AlterDatabaseStmt, statement));
	case T_CreateTableSpaceStmt:
		return "CREATE TABLESPACE";
	case T_DropTableSpaceStmt:
		return "DROP TABLESPACE";
	case T_AlterSystemStmt:
		return "ALTER SYSTEM";
	case T_DiscardStmt:
		return castNode(DiscardStmt, statement)->target == DISCARD_ALL ? "DISCARD ALL" : nullptr;
	case T_CreateSubscriptionStmt: {
		List *options = castNode(CreateSubscriptionStmt, statement)->options;
		bool slot = option(options, "create_slot", option(options, "connect", true));
		return slot ? "CREATE SUBSCRIPTION with a slot" : nullptr;
	}
	case T_AlterSubscriptionStmt:
		return alter_subscription(castNode(AlterSubscriptionStmt, statement));
	default:
		return nullptr;
	}
}

} // namespace pgmigrate
