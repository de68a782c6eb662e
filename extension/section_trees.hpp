// The statements of a section as the parser sees them, to tell whether one that somebody sends is among them.
#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "extension/statements.hpp"

namespace pgmigrate {

class SectionTrees {
public:
	SectionTrees(const core::Script &script, core::Direction direction);
	// Whether the definition whose raw tree an event trigger got is one of them, or part of one, as what a function does is.
	bool has(Node *tree);

private:
	struct Delete {
		void operator()(MemoryContext context) const { MemoryContextDelete(context); }
	};
	bool has_equal(Node *tree);

	std::unique_ptr<MemoryContextData, Delete> memory_;
	std::vector<Node *> trees_;
	std::size_t next_ = 0; // they come in order
};

// The raw trees of an SQL text's statements; none where it is no SQL.
std::vector<Node *> trees_of(const std::string &text);

} // namespace pgmigrate
