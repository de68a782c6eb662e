#include "extension/ddl_objects.hpp"

#include <algorithm>

#include "extension/altered_parts.hpp"
#include "extension/described_object.hpp"
#include "extension/granted_objects.hpp"
#include "extension/previous_name.hpp"

#include "extension/pg/collected_command.hpp"
#include "extension/pg/spi.hpp"

namespace pgmigrate {

namespace {

ObjectAddress address_of(const CollectedCommand &command) {
	switch (command.type) {
	case SCT_Simple:
		return command.d.simple.address;
	case SCT_AlterTable:
		return {command.d.alterTable.classId, command.d.alterTable.objectId, 0};
	case SCT_AlterOpFamily:
		return command.d.opfam.address;
	case SCT_CreateOpClass:
		return command.d.createopc.address;
	case SCT_AlterTSConfig:
		return command.d.atscfg.address;
	default:
		return InvalidObjectAddress;
	}
}

void add_objects_of(
	ChangedObjects &objects, const CollectedCommand &command, const std::string &tag, const Caller &caller) {
	if (command.type == SCT_Grant)
		return add_granted(objects, command);
	if (command.type == SCT_AlterDefaultPrivileges)
		return add_default_privileges(objects, command, tag, caller);
	if (command.type == SCT_AlterTable && adds_nothing(command))
		return;
	const ObjectAddress address = address_of(command);
	const DescribedObject described = describe(address);
	if (!described.exists || described.is_temporary)
		return;
	ChangedObject whole{described.type, described.schema, described.identity, tag, {}, false};
	if (command.type != SCT_Simple || command.parsetree == nullptr) {
		objects.add(std::move(whole));
		if (command.type == SCT_AlterTable)
			add_parts_of_table(objects, command, tag);
		return;
	}
	switch (nodeTag(command.parsetree)) {
	case T_RenameStmt:
		return add_renamed(objects, address, std::move(whole), *castNode(RenameStmt, command.parsetree));
	case T_AlterObjectSchemaStmt:
		return add_moved(objects, address, std::move(whole), command.d.simple.secondaryObject);
	case T_AlterEnumStmt:
		objects.add(whole);
		return add_enum_value(objects, whole, *castNode(AlterEnumStmt, command.parsetree));
	case T_AlterDomainStmt:
		objects.add(whole);
		return add_domain_constraint(objects, address, whole, *castNode(AlterDomainStmt, command.parsetree),
			command.d.simple.secondaryObject);
	default:
		objects.add(std::move(whole));
	}
}

} // namespace

void ChangedObjects::add(ChangedObject object) {
	if (known.insert(object.type + '\n' + object.identity).second)
		all.push_back(std::move(object));
}

void ChangedObjects::add(const ObjectAddress &address, const std::string &command) {
	DescribedObject found = describe(address);
	if (found.exists && !found.is_temporary)
		add({std::move(found.type), std::move(found.schema), std::move(found.identity), command, {}, false});
}

std::vector<ChangedObject> altered_objects(const Caller &caller) {
	ChangedObjects objects;
	pg::query("SELECT command, command_tag FROM pg_event_trigger_ddl_commands() WHERE NOT in_extension", {},
		[&](const pg::Row &row) {
			const auto *command =
				reinterpret_cast<const CollectedCommand *>(static_cast<std::uintptr_t>(row.number(0)));
			add_objects_of(objects, *command, row.string(1), caller);
		});
	return std::move(objects.all);
}

std::vector<ChangedObject> dropped_objects() {
	std::vector<ChangedObject> objects;
	// Under the statement's own snapshot the catalogs are as they were before it. Left out is what an extension takes
	// along, what the server makes for its own use, and what cannot be without a table or type that is dropped, too.
	pg::query(
		"WITH dropped AS MATERIALIZED (SELECT * FROM pg_event_trigger_dropped_objects()),"
		" wholes AS MATERIALIZED (SELECT address_names FROM dropped WHERE address_names IS NOT NULL"
		"  AND object_type NOT IN ('table constraint', 'domain constraint', 'default value'))"
		" SELECT o.object_type, o.object_identity,"
		" coalesce(o.schema_name, CASE cardinality(o.address_names) WHEN 3 THEN o.address_names[1] END, '')"
		" FROM dropped o"
		" WHERE NOT o.is_temporary AND o.schema_name IS DISTINCT FROM 'pg_toast'"
		" AND (o.schema_name IS NOT NULL OR NOT CASE WHEN o.object_type IN ('cast', 'transform', 'domain constraint')"
		"  THEN EXISTS (SELECT FROM unnest(o.address_names || o.address_args) n WHERE starts_with(n, 'pg_temp.'))"
		"  ELSE coalesce(cardinality(o.address_names) > 1 AND o.address_names[1] = 'pg_temp', false) END)"
		" AND (o.original OR o.normal OR o.object_type NOT IN"
		"  ('type', 'default value', 'operator of access method', 'function of access method'))"
		" AND (o.object_type <> 'default value' OR NOT o.original)"
		" AND (o.object_type NOT IN ('table constraint', 'domain constraint', 'default value')"
		"  OR (o.address_names NOT IN (SELECT w.address_names FROM wholes w)"
		"   AND o.address_names[1:2] NOT IN (SELECT w.address_names FROM wholes w)))"
		" AND (o.object_type <> 'rule' OR o.address_names[3] <> '_RETURN')"
		" AND NOT EXISTS (SELECT FROM pg_trigger t"
		"  WHERE o.classid = 'pg_trigger'::regclass AND t.oid = o.objid AND t.tgisinternal)"
		" AND NOT EXISTS (SELECT FROM pg_constraint c"
		"  WHERE o.classid = 'pg_constraint'::regclass AND c.oid = o.objid AND c.contype = 'n')"
		" AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.classid AND d.objid = o.objid"
		"  AND (d.deptype = 'e' OR (d.deptype = 'i' AND d.objsubid = 0"
		"   AND o.object_type NOT IN ('index', 'sequence'))))"
		// what was named first; the server's own order differs from one major version to another
		" ORDER BY o.original DESC, o.object_type COLLATE \"C\", o.object_identity COLLATE \"C\"",
		{},
		[&](const pg::Row &row) {
			std::string command = "DROP " + row.string(0);
			std::ranges::transform(command, command.begin(),
				[](unsigned char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c); });
			objects.push_back({row.string(0), row.string(2), row.string(1), std::move(command), {}, false});
		},
		pg::SnapshotKind::caller);
	return objects;
}

} // namespace pgmigrate
