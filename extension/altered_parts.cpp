#include "extension/altered_parts.hpp"

#include <algorithm>

#include "extension/described_object.hpp"

#include "extension/pg/collected_command.hpp"
#include "extension/pg/compat.hpp"
#include "extension/pg/spi.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

// The column of a constraint NOT NULL: before 18 the server has no such constraints, and they say nothing else.
ObjectAddress column_of_not_null(Oid constraint) {
	return pg_call([&] {
		ObjectAddress column = InvalidObjectAddress;
		HeapTuple tuple = SearchSysCache1(CONSTROID, ObjectIdGetDatum(constraint));
		if (!HeapTupleIsValid(tuple))
			return column;
		const auto *row = reinterpret_cast<Form_pg_constraint>(GETSTRUCT(tuple));
		bool is_null = true;
		Datum key =
			row->contype == 'n' ? SysCacheGetAttr(CONSTROID, tuple, Anum_pg_constraint_conkey, &is_null) : 0;
		if (!is_null && OidIsValid(row->conrelid)) {
			ArrayType *numbers = DatumGetArrayTypeP(key);
			if (ARR_NDIM(numbers) == 1 && ARR_DIMS(numbers)[0] > 0)
				column = {
					RelationRelationId, row->conrelid, *reinterpret_cast<int16 *>(ARR_DATA_PTR(numbers))};
		}
		ReleaseSysCache(tuple);
		return column;
	});
}

// What the server makes anew by itself when the type of a column changes, and the user never named.
bool is_internal(AlterTableType type) {
	return type == AT_ReAddIndex || type == AT_ReAddConstraint || type == AT_ReAddDomainConstraint ||
		   type == AT_ReAddComment || type == AT_ReAddStatistics;
}

// What a part of the statement names, where the server collects no address.
ObjectAddress named_part(Oid table, const AlterTableCmd &part) {
	if (part.name == nullptr)
		return InvalidObjectAddress;
	switch (part.subtype) {
	case AT_EnableTrig:
	case AT_EnableAlwaysTrig:
	case AT_EnableReplicaTrig:
	case AT_DisableTrig:
		return {TriggerRelationId, pg_call([&] { return get_trigger_oid(table, part.name, true); }), 0};
	case AT_EnableRule:
	case AT_EnableAlwaysRule:
	case AT_EnableReplicaRule:
	case AT_DisableRule:
		return {RewriteRelationId, pg_call([&] { return get_rewrite_oid(table, part.name, true); }), 0};
	case AT_DropNotNull:
		return {RelationRelationId, table, pg_call([&] { return get_attnum(table, part.name); })};
	default:
		return InvalidObjectAddress;
	}
}

std::vector<std::int64_t> partitions(Oid table, pg::SnapshotKind snapshot) {
	std::vector<std::int64_t> found;
	pg::query(
		"SELECT inhrelid::bigint FROM pg_inherits WHERE inhparent = $1::oid ORDER BY 1",
		{pg::Value::bigint(table)}, [&](const pg::Row &row) { found.push_back(row.number(0)); }, snapshot);
	return found;
}

// The partition that came or went, for which the server collects no address. The statement's own snapshot shows those
// of before.
void add_partition(ChangedObjects &objects, Oid table, const std::string &tag) {
	const auto before = partitions(table, pg::SnapshotKind::caller),
			   now = partitions(table, pg::SnapshotKind::fresh);
	std::vector<std::int64_t> changed;
	std::ranges::set_symmetric_difference(before, now, std::back_inserter(changed));
	for (std::int64_t partition : changed)
		objects.add({RelationRelationId, static_cast<Oid>(partition), 0}, tag);
}

// ADD CONSTRAINT ... USING INDEX gives the index the constraint's name.
void add_taken_index(ChangedObjects &objects, Oid constraint, Node *statement, const std::string &tag) {
	const Oid index = pg_call([&] { return get_constraint_index(constraint); });
	const DescribedObject found = describe({RelationRelationId, index, 0});
	const char *name = pg_call([&] { return OidIsValid(index) ? get_rel_name(index) : nullptr; });
	if (!found.exists || found.is_temporary || name == nullptr)
		return;
	std::string previous;
	ListCell *cell;
	foreach (cell, IsA(statement, AlterTableStmt) ? castNode(AlterTableStmt, statement)->cmds : NIL) {
		Node *definition = lfirst_node(AlterTableCmd, cell)->def;
		if (definition == nullptr || !IsA(definition, Constraint))
			continue;
		const auto &c = *castNode(Constraint, definition);
		if (c.conname != nullptr && c.indexname != nullptr && strcmp(c.conname, name) == 0 &&
			strcmp(c.indexname, name) != 0)
			previous = quoted(found.schema.c_str()) + '.' + quoted(c.indexname);
	}
	objects.add({found.type, found.schema, found.identity, tag, std::move(previous), false});
}

#define HEIRS                                                                                                \
	"WITH RECURSIVE heir (relid) AS (SELECT inhrelid FROM pg_inherits WHERE inhparent = $1::oid"             \
	" UNION SELECT i.inhrelid FROM heir h JOIN pg_inherits i ON i.inhparent = h.relid) "

// A column or check that partitions and children got along with the table; the server collects the table's alone.
void add_to_heirs(ChangedObjects &objects, Oid table, const ObjectAddress &added, const std::string &tag) {
	std::vector<ObjectAddress> heirs;
	const auto read = [&](const pg::Row &row) {
		heirs.push_back({added.classId, static_cast<Oid>(row.number(0)), static_cast<int32>(row.number(1))});
	};
	if (added.classId == ConstraintRelationId)
		pg::query(HEIRS
			"SELECT c.oid::bigint, 0 FROM heir h JOIN pg_constraint c ON c.conrelid = h.relid"
			" WHERE c.coninhcount > 0 AND c.conname = (SELECT conname FROM pg_constraint WHERE oid = $2::oid)"
			" ORDER BY h.relid",
			{pg::Value::bigint(table), pg::Value::bigint(added.objectId)}, read);
	else
		pg::query(HEIRS
			"SELECT a.attrelid::bigint, a.attnum::integer FROM heir h JOIN pg_attribute a ON a.attrelid = h.relid"
			" WHERE a.attinhcount > 0 AND a.attname ="
			" (SELECT attname FROM pg_attribute WHERE attrelid = $1::oid AND attnum = $2) ORDER BY h.relid",
			{pg::Value::bigint(table), added.objectSubId}, read);
	for (const ObjectAddress &heir : heirs)
		objects.add(heir, tag);
}

} // namespace

bool adds_nothing(const CollectedCommand &command) {
	ListCell *cell;
	foreach (cell, command.d.alterTable.subcmds) {
		const auto &collected = *static_cast<const CollectedATSubcmd *>(lfirst(cell));
		if (collected.parsetree == nullptr || !IsA(collected.parsetree, AlterTableCmd) ||
			!pg::adds_column(castNode(AlterTableCmd, collected.parsetree)->subtype) ||
			OidIsValid(collected.address.objectId))
			return false;
	}
	return command.d.alterTable.subcmds != NIL;
}

void add_parts_of_table(ChangedObjects &objects, const CollectedCommand &command, const std::string &tag) {
	const Oid table = command.d.alterTable.objectId;
	ListCell *cell;
	foreach (cell, command.d.alterTable.subcmds) {
		const auto &collected = *static_cast<const CollectedATSubcmd *>(lfirst(cell));
		if (collected.parsetree == nullptr || !IsA(collected.parsetree, AlterTableCmd))
			continue;
		const auto &part = *castNode(AlterTableCmd, collected.parsetree);
		if (is_internal(part.subtype))
			continue;
		const ObjectAddress &address = collected.address;
		if (part.subtype == AT_AttachPartition || part.subtype == AT_DetachPartition ||
			part.subtype == AT_DetachPartitionFinalize) {
			add_partition(objects, table, tag);
		} else if (!OidIsValid(address.objectId)) {
			objects.add(named_part(table, part), tag);
		} else if (address.classId == ConstraintRelationId) {
			const ObjectAddress column = column_of_not_null(address.objectId);
			objects.add(OidIsValid(column.objectId) ? column : address, tag);
			if (pg::adds_constraint(part.subtype) && !OidIsValid(column.objectId))
				add_to_heirs(objects, table, address, tag);
			if (part.subtype == AT_AddIndexConstraint && command.parsetree != nullptr)
				add_taken_index(objects, address.objectId, command.parsetree, tag);
		} else if (address.classId == RelationRelationId) {
			const Oid constraint = part.subtype == AT_AddIndex
									   ? pg_call([&] { return get_index_constraint(address.objectId); })
									   : InvalidOid;
			objects.add({ConstraintRelationId, constraint, 0}, tag);
			objects.add(address, tag);
			if (pg::adds_column(part.subtype))
				add_to_heirs(objects, table, address, tag);
		}
	}
}

void add_domain_constraint(ChangedObjects &objects, const ObjectAddress &domain, const ChangedObject &whole,
	const AlterDomainStmt &statement, const ObjectAddress &added) {
	if (added.classId == ConstraintRelationId && OidIsValid(added.objectId))
		objects.add(added, whole.command);
	else if (statement.subtype == 'V' && statement.name != nullptr)
		objects.add(
			{ConstraintRelationId,
				pg_call([&] { return get_domain_constraint_oid(domain.objectId, statement.name, true); }), 0},
			whole.command);
}

void add_enum_value(ChangedObjects &objects, const ChangedObject &type, const AlterEnumStmt &statement) {
	if (statement.newVal == nullptr)
		return;
	const std::string before = type.identity + '.';
	objects.add({"enum value", type.schema, before + quoted(statement.newVal), type.command,
		statement.oldVal != nullptr ? before + quoted(statement.oldVal) : std::string(), false});
}

} // namespace pgmigrate
