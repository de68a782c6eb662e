// Each look is one call of the server, whose walkers call back: no exception may pass through them.
#include "extension/world_relations.hpp"

#include "extension/pg/compat.hpp"
#include "extension/pg/hooks.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

constexpr const char *kChange = "change", *kLock = "lock";

struct Look {
	OutsideRelation found;
	bool foreign = true;    // whether foreign tables are outside, too
	bool locks_all = false; // whatever it comes to is locked
	List *views_seen = NIL; // by such a look
};

// Server code, inside of a pg_call; each tells whether something was found.

// The relation, or one that inherits from it. `to_shared`: what becomes of a shared one, nullptr where it is only read.
bool look_at(Oid relation, bool with_heirs, const char *to_shared, Look &look) {
	auto is_outside = [&](Oid one) {
		if (look.foreign && get_rel_relkind(one) == RELKIND_FOREIGN_TABLE)
			look.found = {.relation = one};
		else if (to_shared != nullptr && IsSharedRelation(one))
			look.found = {.relation = one, .to_shared = to_shared};
		return OidIsValid(look.found.relation);
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

bool look_into_view(Oid view, Look &look);

// The lock that the server will take tells what the query does with it.
bool look_at_entry(RangeTblEntry *entry, Look &look) {
	if (entry->rtekind != RTE_RELATION)
		return false;
	if (look.locks_all && entry->relkind == RELKIND_VIEW)
		return look_into_view(entry->relid, look);
	const char *to_shared = entry->rellockmode > RowShareLock                      ? kChange
							: look.locks_all || entry->rellockmode == RowShareLock ? kLock
																				   : nullptr;
	return look_at(entry->relid, entry->inh || entry->relkind == RELKIND_PARTITIONED_TABLE, to_shared, look);
}

bool look_into(Node *node, void *look) {
	if (node == nullptr)
		return false;
	if (IsA(node, RangeTblEntry))
		return look_at_entry(castNode(RangeTblEntry, node), *static_cast<Look *>(look));
	if (IsA(node, Query))
		return pg::walk_query(castNode(Query, node), look_into, look, QTW_EXAMINE_RTES_BEFORE);
	return pg::walk_expression(node, look_into, look);
}

// LOCK takes what a view reads along.
bool look_into_view(Oid view, Look &look) {
	if (list_member_oid(look.views_seen, view)) // its definition may name the view itself
		return false;
	look.views_seen = lappend_oid(look.views_seen, view);
	Relation relation = relation_open(view, AccessShareLock);
	const bool found = look_into(reinterpret_cast<Node *>(get_view_query(relation)), &look);
	relation_close(relation, NoLock);
	return found;
}

// What a statement does to the relations that it names.
struct Named {
	List *relations = NIL; // may hold nullptr
	const char *to_shared = kChange;
	bool foreign = false;
};

Named named_by(Node *statement) {
	Named named;
	ListCell *cell;
	switch (nodeTag(statement)) {
	case T_CopyStmt:
		return {list_make1(castNode(CopyStmt, statement)->relation),
			castNode(CopyStmt, statement)->is_from ? kChange : nullptr, true};
	case T_TruncateStmt:
		return {.relations = castNode(TruncateStmt, statement)->relations, .foreign = true};
	case T_VacuumStmt:
		named.foreign = true;
		foreach (cell, castNode(VacuumStmt, statement)->rels)
			named.relations = lappend(named.relations, lfirst_node(VacuumRelation, cell)->relation);
		return named;
	case T_LockStmt:
		return {castNode(LockStmt, statement)->relations, kLock};
	case T_ClusterStmt:
		return {list_make1(castNode(ClusterStmt, statement)->relation)};
	case T_ReindexStmt:
		return {list_make1(castNode(ReindexStmt, statement)->relation)};
	case T_AlterTableStmt: // with allow_system_table_mods
		return {list_make1(castNode(AlterTableStmt, statement)->relation)};
	default:
		return named;
	}
}

} // namespace

OutsideRelation outside_relation_of(Query *query) {
	return pg_call([&] {
		Look look;
		(void)look_into(reinterpret_cast<Node *>(query), &look);
		return look.found;
	});
}

OutsideRelation outside_relation_of(RangeTblEntry *entry) {
	return pg_call([&] {
		Look look;
		(void)look_at_entry(entry, look);
		return look.found;
	});
}

OutsideRelation outside_relation_of(Node *statement) {
	return pg_call([&] {
		const Named named = named_by(statement);
		Look look{.foreign = named.foreign, .locks_all = named.to_shared == kLock};
		ListCell *cell;
		foreach (cell, named.relations) {
			if (lfirst(cell) == nullptr)
				continue;
			const Oid relation = RangeVarGetRelid(lfirst_node(RangeVar, cell), NoLock, true);
			if (look.locks_all && OidIsValid(relation) && get_rel_relkind(relation) == RELKIND_VIEW
					? look_into_view(relation, look)
					: look_at(relation, true, named.to_shared, look))
				break;
		}
		return look.found;
	});
}

} // namespace pgmigrate
