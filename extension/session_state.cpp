#include "extension/session_state.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

#include "extension/pg/compat.hpp"
#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

// SELECT set_config(..., false), as pg_dump writes it.
bool is_set_config(Node *statement) {
	if (!IsA(statement, SelectStmt))
		return false;
	auto *select = castNode(SelectStmt, statement);
	if (select->fromClause != NIL || select->whereClause != nullptr || select->targetList == NIL ||
		select->intoClause != nullptr || select->op != SETOP_NONE)
		return false;
	ListCell *cell;
	foreach (cell, select->targetList) {
		Node *value = lfirst_node(ResTarget, cell)->val;
		if (!IsA(value, FuncCall) ||
			strcmp(strVal(llast(castNode(FuncCall, value)->funcname)), "set_config") != 0)
			return false;
	}
	return true;
}

bool is_setting(Node *statement) {
	if (!IsA(statement, VariableSetStmt))
		return is_set_config(statement);
	auto *set = castNode(VariableSetStmt, statement);
	if (set->kind == VAR_SET_MULTI) // SET TRANSACTION belongs to its transaction
		return strcmp(set->name, "SESSION CHARACTERISTICS") == 0;
	return !set->is_local;
}

bool says_temporary(const RangeVar *relation) {
	return relation->relpersistence == RELPERSISTENCE_TEMP ||
		   (relation->schemaname != nullptr && strcmp(relation->schemaname, "pg_temp") == 0);
}

// The temporary relation that a statement makes; nullptr if it makes none.
const RangeVar *made_relation(Node *statement) {
	const RangeVar *made = nullptr;
	switch (nodeTag(statement)) {
	case T_CreateStmt:
		made = castNode(CreateStmt, statement)->relation;
		break;
	case T_CreateTableAsStmt:
		made = castNode(CreateTableAsStmt, statement)->into->rel;
		break;
	case T_SelectStmt:
		if (castNode(SelectStmt, statement)->intoClause != nullptr)
			made = castNode(SelectStmt, statement)->intoClause->rel;
		break;
	case T_ViewStmt:
		made = castNode(ViewStmt, statement)->view;
		break;
	case T_CreateSeqStmt:
		made = castNode(CreateSeqStmt, statement)->sequence;
		break;
	default:
		break;
	}
	return made != nullptr && says_temporary(made) ? made : nullptr;
}

// The relation that a statement changes; nullptr for one that changes none by name.
const RangeVar *changed_relation(Node *statement) {
	switch (nodeTag(statement)) {
	case T_InsertStmt:
		return castNode(InsertStmt, statement)->relation;
	case T_UpdateStmt:
		return castNode(UpdateStmt, statement)->relation;
	case T_DeleteStmt:
		return castNode(DeleteStmt, statement)->relation;
	case T_AlterTableStmt:
		return castNode(AlterTableStmt, statement)->relation;
	case T_IndexStmt:
		return castNode(IndexStmt, statement)->relation;
	case T_CopyStmt:
		return castNode(CopyStmt, statement)->is_from ? castNode(CopyStmt, statement)->relation : nullptr;
	case T_RenameStmt:
		return castNode(RenameStmt, statement)->relation;
	case T_TruncateStmt:
		return linitial_node(RangeVar, castNode(TruncateStmt, statement)->relations);
	case T_DropStmt: {
		auto *drop = castNode(DropStmt, statement);
		bool relation = drop->removeType == OBJECT_TABLE || drop->removeType == OBJECT_VIEW ||
						drop->removeType == OBJECT_SEQUENCE || drop->removeType == OBJECT_INDEX;
		return relation ? makeRangeVarFromNameList(linitial_node(List, drop->objects)) : nullptr;
	}
	default:
		return nullptr;
	}
}

bool is_temporary_now(const RangeVar *relation) {
	Oid found = RangeVarGetRelid(relation, NoLock, true);
	return OidIsValid(found) && get_rel_persistence(found) == RELPERSISTENCE_TEMP;
}

bool is_there(const char *relation) {
	RangeVar *temporary = makeRangeVar(pstrdup("pg_temp"), pstrdup(relation), -1);
	return OidIsValid(RangeVarGetRelid(temporary, NoLock, true));
}

// Finds what makes a query's outcome depend on more than what it says and on temporary relations.
bool depends_on_more(Node *node, void *context) {
	if (node == nullptr)
		return false;
	if (IsA(node, Query)) {
		auto *query = castNode(Query, node);
		ListCell *cell;
		if (query->hasModifyingCTE)
			return true;
		foreach (cell, query->rtable) {
			RangeTblEntry *entry = lfirst_node(RangeTblEntry, cell);
			if (entry->rtekind == RTE_RELATION && get_rel_persistence(entry->relid) != RELPERSISTENCE_TEMP)
				return true;
		}
		return pg::walk_query(query, depends_on_more, context);
	}
	return pg::walk_expression(node, depends_on_more, context);
}

// Whether the statement would do the same again. Analyzes a copy: the statement itself is to be run yet.
bool is_faithful(const Statement &statement, std::string_view section) {
	const char *text = pnstrdup(section.data(), section.size());
	if (IsA(statement.raw->stmt, CopyStmt))
		return false;
	auto *raw = static_cast<RawStmt *>(copyObjectImpl(statement.raw));
	bool snapshot = analyze_requires_snapshot(raw) && !ActiveSnapshotSet();
	if (snapshot)
		PushActiveSnapshot(GetTransactionSnapshot());
	bool faithful = true;
	ListCell *cell;
	foreach (cell, pg_analyze_and_rewrite_fixedparams(raw, text, nullptr, 0, nullptr)) {
		Query *query = lfirst_node(Query, cell);
		if (query->utilityStmt != nullptr && IsA(query->utilityStmt, CreateTableAsStmt)) {
			Node *source = castNode(CreateTableAsStmt, query->utilityStmt)->query;
			faithful = faithful && IsA(source, Query) && !depends_on_more(source, nullptr) &&
					   !contain_volatile_functions(source);
		} else if (query->utilityStmt == nullptr) {
			faithful = faithful && !depends_on_more(reinterpret_cast<Node *>(query), nullptr) &&
					   !contain_volatile_functions(reinterpret_cast<Node *>(query));
		}
	}
	if (snapshot)
		PopActiveSnapshot();
	return faithful;
}

} // namespace

bool may_make_session_objects(Node *statement) {
	return pg_call(
		[&] { return made_relation(statement) != nullptr || changed_relation(statement) != nullptr; });
}

void ask_about_session_state(
	const core::Script &script, core::Direction direction, std::size_t index, const Statement &statement) {
	const std::string &id = script.revision.id;
	std::string call =
		fmt::format("SELECT pgmigrate.resolve({}, {}, ", core::text::sql_literal(id), index + 1);
	throw core::Error(core::condition::unresolved_statement,
		fmt::format("statement {} of revision \"{}\" cannot be made again as it was", index + 1, id),
		fmt::format(
			"It is {}: what it made was temporary, and its session is gone. It reads what may have changed "
			"since, or does more than fill that.",
			statement.tag),
		fmt::format(
			"If what is left to do needs it, and it is right to run it on what is there now: {0}'run'\x02). If "
			"what is left does without it: {0}'done'\x02). Then call again.",
			call))
		.at(location_in(script, direction, statement.offset));
}

Remake SessionState::decide(const Statement &statement, std::string_view section) {
	Node *node = statement.raw->stmt;
	if (is_setting(node))
		return Remake::yes;
	if (settings_only_)
		return Remake::no;
	struct Answer {
		Remake remake;
		const char *made;
	} answer = pg_call([&]() -> Answer {
		switch (nodeTag(node)) {
		case T_PrepareStmt:
			return {FetchPreparedStatement(castNode(PrepareStmt, node)->name, false) == nullptr ? Remake::yes
																								: Remake::no,
				nullptr};
		case T_LoadStmt:
		case T_ListenStmt:
			return {Remake::yes, nullptr};
		default:
			break;
		}
		if (const RangeVar *made = made_relation(node)) {
			if (is_there(made->relname))
				return {Remake::no, nullptr};
			return {is_faithful(statement, section) ? Remake::yes : Remake::unfaithful, made->relname};
		}
		const RangeVar *changed = changed_relation(node);
		if (changed == nullptr || !is_temporary_now(changed) || remade_.count(changed->relname) == 0)
			return {Remake::no, nullptr};
		return {is_faithful(statement, section) ? Remake::yes : Remake::unfaithful, nullptr};
	});
	if (answer.made != nullptr)
		remade_.insert(answer.made);
	return answer.remake;
}

} // namespace pgmigrate
