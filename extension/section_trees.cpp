#include "extension/section_trees.hpp"

#include "extension/ddl_text.hpp"
#include "extension/settings_level.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

using pg::pg_call;

SectionTrees::SectionTrees(const core::Script &script, core::Direction direction)
	: memory_(pg_call([] {
		  return AllocSetContextCreate(TopMemoryContext, "pgmigrate section", ALLOCSET_SMALL_SIZES);
	  })) {
	if (!script.section(direction).present)
		return;
	SettingsLevel level;
	set_for_a_while("standard_conforming_strings", "on"); // as when it is run
	MemoryContext outer = MemoryContextSwitchTo(memory_.get());
	std::vector<Statement> statements;
	try {
		statements = parse_section(script, direction);
	} catch (...) {
		MemoryContextSwitchTo(outer);
		throw;
	}
	MemoryContextSwitchTo(outer);
	level.leave();
	for (const Statement &statement : statements)
		trees_.push_back(statement.raw->stmt);
}

std::vector<Node *> trees_of(const std::string &text) {
	std::vector<Node *> trees;
	struct Frame {
		const char *text;
		List *found;
	} frame{text.c_str(), NIL};
	// The parser takes nothing but memory, so that an error of it needs no abort.
	if (pg::catch_error(
			[](void *argument) {
				auto &f = *static_cast<Frame *>(argument);
				f.found = raw_parser(f.text, RAW_PARSE_DEFAULT);
			},
			&frame) != nullptr)
		return trees;
	ListCell *cell;
	foreach (cell, frame.found)
		trees.push_back(lfirst_node(RawStmt, cell)->stmt);
	return trees;
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
	const std::vector<Node *> outer = trees_of(outermost_text());
	for (Node *one : outer)
		if (!is_end_of_step(one) && !has_equal(one))
			return false;
	return !outer.empty();
}

} // namespace pgmigrate
