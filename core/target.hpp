// Revision expressions: the grammar of what a user types where a revision, or a range of them, is wanted.
//   target   := [branch "@"] symbol [steps] | [branch "@"] steps
//   steps    := ("+" | "-") digits
//   symbol   := "head" | "heads" | "base" | "current" | id | unique prefix | branch label
//   branch   := branch label | id | unique prefix
//   range    := [target] ":" [target]
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "core/error.hpp"

namespace pgmigrate::core {

// The parsed text of a target, nothing resolved yet. Without a symbol there are steps.
struct Target {
	enum class Symbol { none, head, heads, base, current, name };
	std::string branch; // before "@"; empty if none
	Symbol symbol = Symbol::none;
	std::string name;         // of Symbol::name
	std::optional<int> steps; // +N or -N
	std::string text;         // as typed

	// Whether it counts from what is applied.
	bool is_relative() const { return symbol == Symbol::none || symbol == Symbol::current; }
	bool is_base() const { return symbol == Symbol::base && !steps; }
};

// A range; an end that is left out is not there.
struct Range {
	std::optional<Target> from, to;
};

// Parses a target. Throws illegal_target, and range_not_allowed for "a:b".
Target parse_target(std::string_view text);

// Parses "[a]:[b]"; nothing at all is ":". Throws illegal_target.
Range parse_range(std::string_view text);

// Parses "[a]:[b]", or "b" alone as a range without a start.
Range parse_target_or_range(std::string_view text);

// Whether the text is written as a range.
bool is_range(std::string_view text);

} // namespace pgmigrate::core
