#include "extension/previous_name.hpp"

#include <vector>

#include "extension/described_object.hpp"

#include "extension/pg/guard.hpp"
#include "extension/pg/spi.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

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
	case T_TypeName:
		return strVal(llast(reinterpret_cast<TypeName *>(statement.object)->names));
	case T_String:
		return strVal(statement.object);
	default:
		return nullptr;
	}
}

// The identity with another name in it: "name on table", "table.name", "schema.name", with arguments or a method after it,
// or "name". Empty where the identity is none of these.
std::string renamed(const ChangedObject &object, bool is_part, const char *now, const char *was) {
	const std::string &identity = object.identity, name = quoted(now);
	std::size_t at = identity.npos;
	if (identity.starts_with(name + " on ") || identity == name) {
		at = 0;
	} else if (is_part) {
		if (identity.ends_with('.' + name))
			at = identity.size() - name.size();
	} else if (!object.schema.empty()) {
		const std::string schema = quoted(object.schema.c_str()) + '.';
		if (identity.starts_with(schema + name))
			at = schema.size();
	}
	if (at == identity.npos)
		return {};
	std::string previous = identity;
	return previous.replace(at, name.size(), quoted(was));
}

std::string moved(const ChangedObject &object, const std::string &old_schema) {
	const std::string schema = quoted(object.schema.c_str()) + '.';
	if (object.schema.empty() || !object.identity.starts_with(schema))
		return {};
	return old_schema + '.' + object.identity.substr(schema.size());
}

// An index and the constraint that it is for have one name.
ObjectAddress twin_of(const ObjectAddress &address) {
	return pg_call([&]() -> ObjectAddress {
		if (address.classId == ConstraintRelationId) {
			const Oid index = get_constraint_index(address.objectId);
			// a foreign key's is that of the table it refers to
			if (OidIsValid(index) && get_index_constraint(index) == address.objectId)
				return {RelationRelationId, index, 0};
		} else if (address.classId == RelationRelationId && address.objectSubId == 0 &&
				   (get_rel_relkind(address.objectId) == RELKIND_INDEX ||
					  get_rel_relkind(address.objectId) == RELKIND_PARTITIONED_INDEX)) {
			return {ConstraintRelationId, get_index_constraint(address.objectId), 0};
		}
		return InvalidObjectAddress;
	});
}

// Only checks are inherited under their names.
Oid table_of_check(Oid constraint) {
	Oid table = InvalidOid;
	HeapTuple tuple = SearchSysCache1(CONSTROID, ObjectIdGetDatum(constraint));
	if (!HeapTupleIsValid(tuple))
		return table;
	const auto *row = reinterpret_cast<Form_pg_constraint>(GETSTRUCT(tuple));
	if (row->contype == CONSTRAINT_CHECK && !row->connoinherit)
		table = row->conrelid;
	ReleaseSysCache(tuple);
	return table;
}

// The same column, or check, of what inherits it, which got the new name, too.
std::vector<ObjectAddress> heirs_of(const ObjectAddress &address, const RenameStmt &statement) {
	const bool is_column = address.classId == RelationRelationId && address.objectSubId != 0;
	std::vector<ObjectAddress> heirs;
	if (statement.relation == nullptr || !statement.relation->inh || statement.newname == nullptr ||
		(!is_column && statement.renameType != OBJECT_TABCONSTRAINT))
		return heirs;
	const Oid table =
		is_column ? address.objectId : pg_call([&] { return table_of_check(address.objectId); });
	if (!OidIsValid(table))
		return heirs;
	ListCell *cell;
	foreach (cell, pg_call([&] { return find_all_inheritors(table, NoLock, nullptr); })) {
		const Oid heir = lfirst_oid(cell);
		if (heir == table)
			continue;
		heirs.push_back(pg_call([&]() -> ObjectAddress {
			if (is_column)
				return {RelationRelationId, heir, get_attnum(heir, statement.newname)};
			return {ConstraintRelationId, get_relation_constraint_oid(heir, statement.newname, true), 0};
		}));
	}
	return heirs;
}

} // namespace

void add_renamed(
	ChangedObjects &objects, const ObjectAddress &address, ChangedObject whole, const RenameStmt &statement) {
	const char *was = old_name(statement);
	const auto add = [&](ChangedObject object) {
		if (was != nullptr && statement.newname != nullptr)
			object.previous = renamed(object, statement.subname != nullptr, statement.newname, was);
		objects.add(std::move(object));
	};
	const std::string command = whole.command;
	add(std::move(whole));
	std::vector<ObjectAddress> others = heirs_of(address, statement);
	others.push_back(twin_of(address));
	for (const ObjectAddress &other : others) {
		DescribedObject found = describe(other);
		if (found.exists)
			add({std::move(found.type), std::move(found.schema), std::move(found.identity), command, {},
				false});
	}
}

void add_moved(ChangedObjects &objects, const ObjectAddress &address, ChangedObject whole,
	const ObjectAddress &old_schema) {
	const char *name = old_schema.classId == NamespaceRelationId
						   ? pg_call([&] { return get_namespace_name(old_schema.objectId); })
						   : nullptr;
	if (name != nullptr && name == whole.schema)
		return; // it was there already
	const std::string schema = name != nullptr ? quoted(name) : std::string();
	const auto add = [&](ChangedObject object) {
		if (name != nullptr)
			object.previous = moved(object, schema);
		objects.add(std::move(object));
	};
	const std::string command = whole.command;
	add(std::move(whole));
	if (address.classId != RelationRelationId)
		return;
	pg::query(
		"SELECT o.type, n.nspname::text, o.identity FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace,"
		" pg_identify_object('pg_class'::regclass, c.oid, 0) o"
		" WHERE c.oid IN (SELECT i.indexrelid FROM pg_index i WHERE i.indrelid = $1::oid"
		"  UNION ALL SELECT d.objid FROM pg_depend d WHERE d.classid = 'pg_class'::regclass"
		"   AND d.refclassid = 'pg_class'::regclass AND d.refobjid = $1::oid AND d.deptype IN ('a', 'i')"
		"   AND EXISTS (SELECT FROM pg_class s WHERE s.oid = d.objid AND s.relkind = 'S'))"
		" ORDER BY o.identity COLLATE \"C\"",
		{pg::Value::bigint(address.objectId)}, [&](const pg::Row &row) {
			add({row.string(0), row.string(1), row.string(2), command, {}, false});
		});
}

} // namespace pgmigrate
