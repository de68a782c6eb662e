#include "extension/ddl_objects.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "core/text.hpp"

#include "extension/pg/spi.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

constexpr std::string_view kTemporary = "pg_temp";

std::string quoted(const char *name) {
	return pg_call([&] { return quote_identifier(name); });
}

// A name within an identity: where it begins. The rest stands as it is: before " on ", after the last dot of what comes
// before arguments, or all of it.
std::string renamed(const std::string &identity, const char *now, const char *was) {
	const std::string name = quoted(now);
	const std::size_t on = identity.find(" on "), arguments = identity.find('(');
	std::size_t at = identity.npos;
	if (on != identity.npos && identity.starts_with(name) && on == name.size())
		at = 0;
	else if (const std::size_t end = std::min(arguments, identity.size());
			 end >= name.size() && identity.compare(end - name.size(), name.size(), name) == 0)
		at = end - name.size();
	if (at == identity.npos)
		return {};
	std::string previous = identity;
	return previous.replace(at, name.size(), quoted(was));
}

const char *old_name(const RenameStmt &statement) {
	if (statement.subname != nullptr)
		return statement.subname;
	if (statement.relation != nullptr)
		return statement.relation->relname;
	if (statement.object == nullptr)
		return nullptr;
	switch (nodeTag(statement.object)) {
	case T_List:
		return strVal(llast(reinterpret_cast<List *>(statement.object)));
	case T_ObjectWithArgs:
		return strVal(llast(reinterpret_cast<ObjectWithArgs *>(statement.object)->objname));
	case T_String:
		return strVal(statement.object);
	default:
		return nullptr;
	}
}

// The name of the column that a part of ALTER TABLE is about; nothing for the others, and for DROP COLUMN, which is told
// as a dropped object.
const char *column_of(const AlterTableCmd &command) {
	switch (command.subtype) {
	case AT_AddColumn:
		return castNode(ColumnDef, command.def)->colname;
	case AT_ColumnDefault:
	case AT_DropNotNull:
	case AT_SetNotNull:
	case AT_DropExpression:
	case AT_SetStatistics:
	case AT_SetOptions:
	case AT_ResetOptions:
	case AT_SetStorage:
	case AT_SetCompression:
	case AT_AlterColumnType:
	case AT_AlterColumnGenericOptions:
	case AT_AddIdentity:
	case AT_SetIdentity:
	case AT_DropIdentity:
		return command.name;
	default:
		return nullptr;
	}
}

void add_once(std::vector<ChangedObject> &objects, ChangedObject object) {
	const auto is_same = [&](const ChangedObject &o) {
		return o.type == object.type && o.identity == object.identity;
	};
	if (std::ranges::none_of(objects, is_same))
		objects.push_back(std::move(object));
}

// What ALTER TABLE did to columns and named constraints, which the server tells of the table alone.
void add_parts_of_table(std::vector<ChangedObject> &objects, const AlterTableStmt &statement) {
	const auto table = std::ranges::find_if(objects, [](const ChangedObject &o) {
		return o.type == "table" || o.type == "foreign table" || o.type == "view" ||
			   o.type == "materialized view" || o.type == "composite type" || o.type == "type";
	});
	if (table == objects.end())
		return;
	const ChangedObject whole = *table;
	ListCell *cell;
	foreach (cell, statement.cmds) {
		const auto &command = *lfirst_node(AlterTableCmd, cell);
		if (const char *column = column_of(command); column != nullptr)
			add_once(objects, {whole.type + " column", whole.schema, whole.identity + '.' + quoted(column),
								  whole.command, {}, false});
		else if (command.subtype == AT_AddConstraint &&
				 castNode(Constraint, command.def)->conname != nullptr)
			add_once(objects, {whole.type + " constraint", whole.schema,
								  quoted(castNode(Constraint, command.def)->conname) + " on " + whole.identity,
								  whole.command, {}, false});
	}
}

// The server tells of GRANT and REVOKE no more than the kind of object.
ObjectAddress address_of(ObjectType type, Node *object) {
	if (IsA(object, RangeVar)) {
		Oid relation = RangeVarGetRelid(castNode(RangeVar, object), NoLock, true);
		return {RelationRelationId, relation, 0};
	}
	if (type == OBJECT_SCHEMA)
		return {NamespaceRelationId, get_namespace_oid(strVal(object), true), 0};
	if (IsA(object, ObjectWithArgs))
		return {ProcedureRelationId, LookupFuncWithArgs(type, castNode(ObjectWithArgs, object), true), 0};
	if (type == OBJECT_TYPE || type == OBJECT_DOMAIN)
		return {TypeRelationId,
			LookupTypeNameOid(nullptr, makeTypeNameFromNameList(castNode(List, object)), true), 0};
	if (IsA(object, String)) {
		Relation relation;
		return get_object_address(type, object, &relation, AccessShareLock, true);
	}
	return InvalidObjectAddress;
}

struct Described {
	const char *type, *schema, *identity;
};

Described describe(const ObjectAddress &address) {
	if (!OidIsValid(address.objectId))
		return {};
	Described found{getObjectTypeDescription(&address, true), nullptr, getObjectIdentity(&address, true)};
	Oid schema = address.classId == RelationRelationId    ? get_rel_namespace(address.objectId)
				 : address.classId == ProcedureRelationId ? get_func_namespace(address.objectId)
														  : InvalidOid;
	if (OidIsValid(schema))
		found.schema = isTempNamespace(schema) ? kTemporary.data() : get_namespace_name(schema);
	return found;
}

std::vector<ChangedObject> granted_objects(const GrantStmt &statement) {
	const ObjectType type =
		statement.targtype == ACL_TARGET_ALL_IN_SCHEMA ? OBJECT_SCHEMA : statement.objtype;
	const char *command = statement.is_grant ? "GRANT" : "REVOKE";
	std::vector<ChangedObject> objects;
	ListCell *cell;
	foreach (cell, statement.objects) {
		const Described found =
			pg_call([&] { return describe(address_of(type, static_cast<Node *>(lfirst(cell)))); });
		if (found.identity != nullptr && (found.schema == nullptr || found.schema != kTemporary))
			objects.push_back({found.type, found.schema != nullptr ? found.schema : "", found.identity, command, {},
				false});
	}
	return objects;
}

void note_previous_name(std::vector<ChangedObject> &objects, const RenameStmt &statement) {
	const char *was = old_name(statement);
	if (was == nullptr || objects.empty())
		return;
	ChangedObject &object = objects.front();
	object.previous = renamed(object.identity, statement.newname, was);
}

} // namespace

std::vector<ChangedObject> altered_objects(Node *tree) {
	if (IsA(tree, GrantStmt))
		return granted_objects(*castNode(GrantStmt, tree));
	std::vector<ChangedObject> objects;
	pg::query(
		"SELECT object_type, coalesce(schema_name, ''), coalesce(object_identity, ''), command_tag"
		" FROM pg_event_trigger_ddl_commands() WHERE NOT in_extension AND schema_name IS DISTINCT FROM 'pg_temp'",
		{}, [&](const pg::Row &row) {
			add_once(objects, {row.string(0), row.string(1), row.string(2), row.string(3), {}, false});
		});
	if (IsA(tree, AlterTableStmt))
		add_parts_of_table(objects, *castNode(AlterTableStmt, tree));
	if (IsA(tree, RenameStmt))
		note_previous_name(objects, *castNode(RenameStmt, tree));
	return objects;
}

std::vector<ChangedObject> dropped_objects() {
	std::vector<ChangedObject> objects;
	// What neither was named nor depends as users know it goes with its table: types of rows, defaults, tables for TOAST.
	pg::query(
		"SELECT object_type, coalesce(schema_name, ''), object_identity FROM pg_event_trigger_dropped_objects()"
		" WHERE NOT is_temporary AND (original OR normal"
		" OR object_type IN ('index', 'sequence', 'trigger', 'policy', 'table constraint'))"
		// an extension takes its members along
		" AND (original OR NOT EXISTS (SELECT FROM pg_event_trigger_dropped_objects() e"
		"  WHERE e.original AND e.object_type = 'extension'))",
		{}, [&](const pg::Row &row) {
			std::string command = "DROP " + row.string(0);
			std::ranges::transform(command, command.begin(),
				[](unsigned char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c); });
			objects.push_back({row.string(0), row.string(1), row.string(2), std::move(command), {}, false});
		});
	return objects;
}

} // namespace pgmigrate
