#include "extension/section_trees.hpp"

#include "extension/ddl_text.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

using pg::pg_call;

SectionTrees::SectionTrees(const core::Script &script, core::Direction direction)
	: memory_(pg_call([] {
		  return AllocSetContextCreate(TopMemoryContext, "pgmigrate section", ALLOCSET_SMALL_SIZES);
	  })) {
	if (!script.section(direction).present)
		return;
	MemoryContext outer = MemoryContextSwitchTo(memory_.get());
	std::vector<Statement> statements;
	try {
		statements = parse_section(script, direction);
	} catch (...) {
		MemoryContextSwitchTo(outer);
		throw;
	}
	MemoryContextSwitchTo(outer);
	for (const Statement &statement : statements)
		trees_.push_back(statement.raw->stmt);
}

// What a script for psql writes behind a section: SET CONSTRAINTS ALL IMMEDIATE runs the triggers that are left.
static bool is_end_of_step(Node *tree) {
	return IsA(tree, ConstraintsSetStmt) && castNode(ConstraintsSetStmt, tree)->constraints == NIL &&
		   !castNode(ConstraintsSetStmt, tree)->deferred;
}

bool SectionTrees::has_equal(Node *tree) {
	for (std::size_t i = 0; i < trees_.size(); i++) {
		const std::size_t at = (next_ + i) % trees_.size();
		if (pg_call([&] { return equal(trees_[at], tree); })) {
			next_ = at;
			return true;
		}
	}
	return false;
}

bool SectionTrees::has(Node *tree) {
	if (has_equal(tree))
		return true;
	const std::string text = outermost_text();
	std::vector<Node *> outer;
	pg_call([&] {
		ListCell *cell;
		foreach (cell, raw_parser(text.c_str(), RAW_PARSE_DEFAULT))
			outer.push_back(lfirst_node(RawStmt, cell)->stmt);
	});
	for (Node *one : outer)
		if (!is_end_of_step(one) && !has_equal(one))
			return false;
	return !outer.empty();
}

} // namespace pgmigrate
