// Each look is one call of the server, whose walkers call back: no exception may pass through them.
#include "extension/world_relations.hpp"

#include "extension/pg/compat.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

// Server code: inside of a pg_call.

// The relation, or one that inherits from it.
bool look_at(Oid relation, bool with_heirs, OutsideRelation &found) {
	auto is_outside = [&](Oid one) {
		if (get_rel_relkind(one) == RELKIND_FOREIGN_TABLE)
			found.relation = one;
		return OidIsValid(found.relation);
	};
	if (!OidIsValid(relation))
		return false;
	if (is_outside(relation))
		return true;
	if (!with_heirs || !has_subclass(relation))
		return false;
	ListCell *cell;
	foreach (cell, find_all_inheritors(relation, NoLock, nullptr))
		if (is_outside(lfirst_oid(cell)))
			return true;
	return false;
}

bool look_into(Node *node, void *found) {
	if (node == nullptr)
		return false;
	if (IsA(node, RangeTblEntry)) {
		auto *entry = castNode(RangeTblEntry, node);
		return entry->rtekind == RTE_RELATION &&
			   look_at(entry->relid, entry->inh || entry->relkind == RELKIND_PARTITIONED_TABLE,
				   *static_cast<OutsideRelation *>(found));
	}
	if (IsA(node, Query))
		return pg::walk_query(castNode(Query, node), look_into, found, QTW_EXAMINE_RTES_BEFORE);
	return pg::walk_expression(node, look_into, found);
}

List *relations_of(Node *statement) {
	List *relations = NIL;
	ListCell *cell;
	switch (nodeTag(statement)) {
	case T_CopyStmt:
		return list_make1(castNode(CopyStmt, statement)->relation);
	case T_TruncateStmt:
		return castNode(TruncateStmt, statement)->relations;
	case T_VacuumStmt:
		foreach (cell, castNode(VacuumStmt, statement)->rels)
			relations = lappend(relations, lfirst_node(VacuumRelation, cell)->relation);
		return relations;
	default:
		return NIL;
	}
}

} // namespace

OutsideRelation outside_relation_of(Query *query) {
	return pg_call([&] {
		OutsideRelation found;
		(void)look_into(reinterpret_cast<Node *>(query), &found);
		return found;
	});
}

OutsideRelation outside_relation_of(Node *statement) {
	return pg_call([&] {
		OutsideRelation found;
		ListCell *cell;
		foreach (cell, relations_of(statement)) {
			auto *relation = static_cast<RangeVar *>(lfirst(cell));
			if (relation != nullptr && look_at(RangeVarGetRelid(relation, NoLock, true), true, found))
				break;
		}
		return found;
	});
}

} // namespace pgmigrate
