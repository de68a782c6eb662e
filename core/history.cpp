// The history range of plan.hpp.
#include <algorithm>

#include <fmt/format.h>

#include "core/plan.hpp"
#include "core/text.hpp"

namespace pgmigrate::core {

namespace {

// One end of a range; an empty one means `otherwise`.
Target parse_end(std::string_view text, std::string_view otherwise) {
	text = text::trim(text);
	const Target target = parse_target(text.empty() ? otherwise : text);
	if (target.steps)
		throw Error(condition::illegal_target,
			fmt::format("\"{}\" cannot be an end of a history range", text),
			"A range does not know the current state to count from.", "Name a revision.");
	return target;
}

NodeSet all(const RevisionGraph &graph) {
	NodeSet out(graph.size());
	for (Node n = 0; n < graph.size(); ++n)
		out.insert(n);
	return out;
}

} // namespace

std::vector<Node> history(const RevisionGraph &graph, std::string_view range) {
	range = text::trim(range);
	const std::vector<std::string_view> ends = text::split(range.empty() ? ":" : range, ':');
	if (ends.size() != 2)
		throw Error(condition::illegal_target, fmt::format("\"{}\" is not a history range", range), {},
			"Write \"a:b\", \"a:\", \":b\" or \":\".");
	const Target from = parse_end(ends[0], "base");
	const Target to = parse_end(ends[1], "heads");

	// Everything, to heads, is shown even of a graph that has names missing.
	NodeSet members = to.symbol == Target::Symbol::heads ? all(graph) : graph.closure(resolve(graph, to));
	if (from.symbol != Target::Symbol::base) {
		const std::vector<Node> begin = resolve(graph, from);
		if (std::ranges::none_of(begin, [&](Node n) { return members.contains(n); }) && !begin.empty())
			throw Error(condition::not_reachable,
				fmt::format("the history of \"{}\" does not hold \"{}\"", to.text, from.text),
				"The first end of a range is a revision that the second rests on.",
				fmt::format("The other way round it would be \"{}:{}\".", to.text, from.text));
		const NodeSet above = graph.dependents_closure(begin);
		for (Node n : members.nodes())
			if (!above.contains(n))
				members.erase(n);
	}
	std::vector<Node> out = graph.order(members);
	std::ranges::reverse(out);
	return out;
}

} // namespace pgmigrate::core
