#include "extension/world_outside.hpp"

#include <string_view>

#include <fmt/format.h>

#include "extension/places.hpp"
#include "extension/step.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

constexpr const char *kRoles = "roles, which all databases share";
constexpr const char *kDatabases = "databases";
constexpr const char *kTablespaces = "tablespaces, which all databases share";
constexpr const char *kSubscriptions = "subscriptions, which are the server's and reach another one";
constexpr const char *kParameters = "rights on settings, which all databases share";
constexpr const char *kCatalogs = "the catalogs that all databases share";
constexpr const char *kFiles = "the server's files";

// What objects of that kind are, if all databases share them.
const char *shared(ObjectType type) {
	switch (type) {
	case OBJECT_ROLE:
		return kRoles;
	case OBJECT_DATABASE:
		return kDatabases;
	case OBJECT_TABLESPACE:
		return kTablespaces;
	case OBJECT_SUBSCRIPTION:
		return kSubscriptions;
	case OBJECT_PARAMETER_ACL:
		return kParameters;
	default:
		return nullptr;
	}
}

const char *of_transaction(const TransactionStmt *statement) {
	switch (statement->kind) {
	case TRANS_STMT_PREPARE:
	case TRANS_STMT_COMMIT_PREPARED:
	case TRANS_STMT_ROLLBACK_PREPARED:
		return "prepared transactions, which outlive the session";
	default:
		return nullptr;
	}
}

// Of all that a database has; an ANALYZE of everything writes into its own catalogs alone.
const char *of_maintenance(Node *statement) {
	if (IsA(statement, VacuumStmt)) {
		auto *vacuum = castNode(VacuumStmt, statement);
		return vacuum->is_vacuumcmd && vacuum->rels == NIL ? kCatalogs : nullptr;
	}
	auto *reindex = castNode(ReindexStmt, statement);
	switch (reindex->kind) {
	case REINDEX_OBJECT_SYSTEM:
	case REINDEX_OBJECT_DATABASE:
		return kCatalogs;
	case REINDEX_OBJECT_SCHEMA:
		return std::string_view(reindex->name) == "pg_catalog" ? kCatalogs : nullptr;
	default:
		return nullptr;
	}
}

} // namespace

// Of statements that are about nothing but what is outside.
static const char *always_outside(Node *statement) {
	switch (nodeTag(statement)) {
	case T_CreateRoleStmt:
	case T_AlterRoleStmt:
	case T_AlterRoleSetStmt:
	case T_DropRoleStmt:
	case T_GrantRoleStmt:
		return kRoles;
	case T_ReassignOwnedStmt: // of shared objects, too
	case T_DropOwnedStmt:
		return "what roles own in all databases";
	case T_CreatedbStmt:
	case T_AlterDatabaseStmt:
	case T_AlterDatabaseRefreshCollStmt:
	case T_AlterDatabaseSetStmt:
	case T_DropdbStmt:
		return kDatabases;
	case T_CreateTableSpaceStmt:
	case T_AlterTableSpaceOptionsStmt:
	case T_DropTableSpaceStmt:
		return kTablespaces;
	case T_CreateSubscriptionStmt:
	case T_AlterSubscriptionStmt:
	case T_DropSubscriptionStmt:
		return kSubscriptions;
	case T_AlterSystemStmt:
		return "the server's settings";
	case T_CheckPointStmt:
		return "the whole server";
	case T_LoadStmt:
		return kFiles;
	case T_ImportForeignSchemaStmt:
		return "another server";
	default:
		return nullptr;
	}
}

const char *world_outside(Node *statement) {
	switch (nodeTag(statement)) {
	case T_CopyStmt: {
		auto *copy = castNode(CopyStmt, statement);
		return copy->is_program            ? "programs of the server's machine"
			   : copy->filename != nullptr ? kFiles
										   : nullptr;
	}
	case T_TransactionStmt:
		return of_transaction(castNode(TransactionStmt, statement));
	case T_VacuumStmt:
	case T_ReindexStmt:
		return of_maintenance(statement);
	case T_GrantStmt:
		return shared(castNode(GrantStmt, statement)->objtype);
	case T_RenameStmt:
		return shared(castNode(RenameStmt, statement)->renameType);
	case T_AlterOwnerStmt:
		return shared(castNode(AlterOwnerStmt, statement)->objectType);
	case T_CommentStmt:
		return shared(castNode(CommentStmt, statement)->objtype);
	case T_SecLabelStmt:
		return shared(castNode(SecLabelStmt, statement)->objtype);
	default:
		return always_outside(statement);
	}
}

void require_inside(const core::Script &script, core::Direction direction,
	const std::vector<Statement> &statements, ExecutionPlace &place) {
	for (std::size_t i = 0; i < statements.size(); i++) {
		const char *what = world_outside(statements[i].raw->stmt);
		if (what == nullptr)
			continue;
		go_to(place, statements, i);
		const core::Location where = location_in(script, direction, statements[i].offset);
		throw core::Error(core::condition::not_provable,
			fmt::format("cannot run {} in a shadow database", statements[i].tag),
			fmt::format("Statement {}, at {}, is {}: it acts on {}.", i + 1, where_text(where),
				statements[i].tag, what))
			.at(where);
	}
}

} // namespace pgmigrate
