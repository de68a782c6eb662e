#include "extension/granted_objects.hpp"

#include <fmt/format.h>

#include "extension/described_object.hpp"

#include "extension/pg/collected_command.hpp"
#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

// The catalog of what privileges are for.
Oid class_of(ObjectType type) {
	switch (type) {
	case OBJECT_TABLE:
	case OBJECT_SEQUENCE:
		return RelationRelationId;
	case OBJECT_FUNCTION:
	case OBJECT_PROCEDURE:
	case OBJECT_ROUTINE:
		return ProcedureRelationId;
	case OBJECT_SCHEMA:
		return NamespaceRelationId;
	case OBJECT_TYPE:
	case OBJECT_DOMAIN:
		return TypeRelationId;
	case OBJECT_LANGUAGE:
		return LanguageRelationId;
	case OBJECT_FDW:
		return ForeignDataWrapperRelationId;
	case OBJECT_FOREIGN_SERVER:
		return ForeignServerRelationId;
	case OBJECT_LARGEOBJECT:
		return LargeObjectRelationId;
	default: // databases, tablespaces and settings fire no event trigger
		return InvalidOid;
	}
}

void add_granted_columns(ChangedObjects &objects, Oid table, List *privileges, const std::string &command) {
	ListCell *cell, *column;
	foreach (cell, privileges)
		foreach (column, lfirst_node(AccessPriv, cell)->cols) {
			const AttrNumber number = pg_call([&] { return get_attnum(table, strVal(lfirst(column))); });
			if (number != InvalidAttrNumber)
				objects.add({RelationRelationId, table, number}, command);
		}
}

// As the server names a class of objects in identities of default privileges.
const char *plural(ObjectType type) {
	switch (type) {
	case OBJECT_TABLE:
		return "tables";
	case OBJECT_SEQUENCE:
		return "sequences";
	case OBJECT_FUNCTION:
	case OBJECT_PROCEDURE:
	case OBJECT_ROUTINE:
		return "functions";
	case OBJECT_TYPE:
		return "types";
	case OBJECT_SCHEMA:
		return "schemas";
	case OBJECT_LARGEOBJECT:
		return "large objects";
	default:
		return "objects";
	}
}

List *option_of(const AlterDefaultPrivilegesStmt &statement, const char *name) {
	ListCell *cell;
	foreach (cell, statement.options) {
		const DefElem *option = lfirst_node(DefElem, cell);
		if (strcmp(option->defname, name) == 0 && option->arg != nullptr && IsA(option->arg, List))
			return castNode(List, option->arg);
	}
	return NIL;
}

std::string name_of(const RoleSpec &role, const Caller &caller) {
	switch (role.roletype) {
	case ROLESPEC_CSTRING:
		return role.rolename;
	case ROLESPEC_SESSION_USER:
		return caller.session_user;
	default:
		return caller.current_user;
	}
}

} // namespace

void add_granted(ChangedObjects &objects, const CollectedCommand &command) {
	const InternalGrant &grant = *command.d.grant.istmt;
	const Oid catalog = class_of(grant.objtype);
	if (!OidIsValid(catalog))
		return;
	const std::string tag = grant.is_grant ? "GRANT" : "REVOKE";
	const bool is_whole = grant.all_privs || grant.privileges != ACL_NO_RIGHTS;
	ListCell *cell;
	foreach (cell, grant.objects) {
		const Oid object = lfirst_oid(cell);
		if (is_whole)
			objects.add({catalog, object, 0}, tag);
		if (catalog == RelationRelationId)
			add_granted_columns(objects, object, grant.col_privs, tag);
	}
}

// The row of the default privileges goes when they are again what the server has of itself: the statement tells more.
void add_default_privileges(
	ChangedObjects &objects, const CollectedCommand &command, const std::string &tag, const Caller &caller) {
	if (command.parsetree == nullptr || !IsA(command.parsetree, AlterDefaultPrivilegesStmt))
		return;
	const auto &statement = *castNode(AlterDefaultPrivilegesStmt, command.parsetree);
	const char *kind = plural(statement.action != nullptr ? statement.action->objtype : OBJECT_DATABASE);
	std::vector<std::string> roles, schemas;
	ListCell *cell;
	foreach (cell, option_of(statement, "roles"))
		roles.push_back(quoted(name_of(*lfirst_node(RoleSpec, cell), caller).c_str()));
	foreach (cell, option_of(statement, "schemas"))
		schemas.emplace_back(strVal(lfirst(cell)));
	if (roles.empty())
		roles.push_back(quoted(caller.current_user.c_str()));
	if (schemas.empty())
		schemas.emplace_back();
	for (const std::string &role : roles)
		for (const std::string &schema : schemas)
			objects.add({"default acl", schema,
				fmt::format("for role {}{} on {}", role,
					schema.empty() ? "" : " in schema " + quoted(schema.c_str()), kind),
				tag, {}, false});
}

} // namespace pgmigrate
