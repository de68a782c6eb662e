// Differences between PostgreSQL 15 and 18, one fact each. No other file looks at PG_VERSION_NUM.
#pragma once
#include "extension/pg/prelude.hpp"

namespace pgmigrate::pg {

inline constexpr int kServerMajor = PG_VERSION_NUM / 10000;

// Whether the member may become the role. Before 16 every membership gave that right.
inline bool may_become(Oid member, Oid role) {
#if PG_VERSION_NUM >= 160000
	return member_can_set_role(member, role);
#else
	return is_member_of_role_nosuper(member, role);
#endif
}

// Whether a value that is added to an enum type may be used at once if the transaction made the type, too.
inline constexpr bool kNewTypeTakesValues = PG_VERSION_NUM >= 170000;

// PortalRun lost its run_once argument in 18.
inline bool portal_run(
	Portal portal, bool at_top_level, DestReceiver *receiver, QueryCompletion *completion) {
#if PG_VERSION_NUM >= 180000
	return PortalRun(portal, FETCH_ALL, at_top_level, receiver, receiver, completion);
#else
	return PortalRun(portal, FETCH_ALL, at_top_level, true, receiver, receiver, completion);
#endif
}

// A session's user may be one who cannot log in, after SET SESSION AUTHORIZATION; since 17 a worker may still be his.
#if PG_VERSION_NUM >= 170000
inline constexpr int kWorkerConnectionFlags = BGWORKER_BYPASS_ROLELOGINCHECK;
#else
inline constexpr int kWorkerConnectionFlags = 0;
#endif

// Tree walkers took a function without a prototype before 16.
using TreeWalker = bool (*)(Node *, void *);
inline bool walk_query(Query *query, TreeWalker walker, void *context, int flags = 0) {
#if PG_VERSION_NUM >= 160000
	return query_tree_walker(query, walker, context, flags);
#else
	return query_tree_walker(
		query, reinterpret_cast<bool (*)()>(reinterpret_cast<void (*)()>(walker)), context, flags);
#endif
}
inline bool walk_expression(Node *node, TreeWalker walker, void *context) {
#if PG_VERSION_NUM >= 160000
	return expression_tree_walker(node, walker, context);
#else
	return expression_tree_walker(
		node, reinterpret_cast<bool (*)()>(reinterpret_cast<void (*)()>(walker)), context);
#endif
}

// transaction_timeout came with 17: it is not meant for a transaction that only waits for a worker.
inline void stop_transaction_timeout() {
#if PG_VERSION_NUM >= 170000
	if (get_timeout_active(TRANSACTION_TIMEOUT))
		disable_timeout(TRANSACTION_TIMEOUT, false);
#endif
}

// LockHeldByMe got an argument for stronger modes in 17.
inline bool holds_lock(const LOCKTAG &tag, LOCKMODE mode) {
#if PG_VERSION_NUM >= 170000
	return LockHeldByMe(&tag, mode, false);
#else
	return LockHeldByMe(&tag, mode);
#endif
}

// Whether the current user owns the object. Before 16 each kind of object had a function of its own.
inline bool owns(Oid class_id, Oid object) {
#if PG_VERSION_NUM >= 160000
	return object_ownercheck(class_id, object, GetUserId());
#else
	switch (class_id) {
	case RelationRelationId:
		return pg_class_ownercheck(object, GetUserId());
	case NamespaceRelationId:
		return pg_namespace_ownercheck(object, GetUserId());
	case TypeRelationId:
		return pg_type_ownercheck(object, GetUserId());
	case ProcedureRelationId:
		return pg_proc_ownercheck(object, GetUserId());
	case ExtensionRelationId:
		return pg_extension_ownercheck(object, GetUserId());
	case StatisticExtRelationId:
		return pg_statistics_object_ownercheck(object, GetUserId());
	default:
		return false;
	}
#endif
}

// Whether the role may look up names in the schema.
inline bool may_use_schema(Oid schema, Oid role) {
#if PG_VERSION_NUM >= 160000
	return object_aclcheck(NamespaceRelationId, schema, role, ACL_USAGE) == ACLCHECK_OK;
#else
	return pg_namespace_aclcheck(schema, role, ACL_USAGE) == ACLCHECK_OK;
#endif
}
inline bool may_use_schema(Oid schema) {
	return may_use_schema(schema, GetUserId());
}

// The right to REINDEX, CLUSTER and the like without owning the table came with 17.
#if PG_VERSION_NUM >= 170000
inline constexpr AclMode kMaintain = ACL_MAINTAIN;
#else
inline constexpr AclMode kMaintain = ACL_NO_RIGHTS;
#endif

// The process that a lock's holder is, or nullptr. 17 counts processes from 0.
inline PGPROC *process_of(const VirtualTransactionId &holder) {
#if PG_VERSION_NUM >= 170000
	return holder.procNumber == INVALID_PROC_NUMBER ? nullptr : ProcNumberGetProc(holder.procNumber);
#else
	return holder.backendId == InvalidBackendId ? nullptr : BackendIdGetProc(holder.backendId);
#endif
}

// Options of ALTER SUBSCRIPTION ... SET (...) that 17 and 18 do not run in a transaction.
inline bool is_top_level_subscription_option([[maybe_unused]] const char *name) {
#if PG_VERSION_NUM >= 180000
	if (strcmp(name, "two_phase") == 0)
		return true;
#endif
#if PG_VERSION_NUM >= 170000
	return strcmp(name, "failover") == 0;
#else
	return false;
#endif
}

// Whether a part of ALTER TABLE adds something that heirs get along: 15 marks the parts that it runs for them, too.
inline bool adds_column(AlterTableType type) {
#if PG_VERSION_NUM >= 160000
	return type == AT_AddColumn;
#else
	return type == AT_AddColumn || type == AT_AddColumnRecurse;
#endif
}
inline bool adds_constraint(AlterTableType type) {
#if PG_VERSION_NUM >= 160000
	return type == AT_AddConstraint;
#else
	return type == AT_AddConstraint || type == AT_AddConstraintRecurse;
#endif
}

} // namespace pgmigrate::pg

// 18 lets a module say its name and version.
#ifdef PG_MODULE_MAGIC_EXT
#define PGMIGRATE_MODULE_MAGIC PG_MODULE_MAGIC_EXT(.name = "pgmigrate", .version = PGMIGRATE_VERSION)
#else
#define PGMIGRATE_MODULE_MAGIC PG_MODULE_MAGIC
#endif
