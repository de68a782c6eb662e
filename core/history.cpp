#include "core/history.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/applied.hpp"
#include "core/resolve.hpp"
#include "core/text.hpp"
#include "core/walk.hpp"

namespace pgmigrate::core {

namespace {

using Rows = std::span<const std::string>;

bool counts(const std::optional<Target> &end, bool up) {
	return end && end->symbol == Target::Symbol::none && end->steps && (*end->steps > 0) == up;
}

bool is_all(const std::optional<Target> &end) {
	return !end || (end->symbol == Target::Symbol::heads && end->branch.empty() && !end->steps);
}

std::string text_of(const std::optional<Target> &end, std::string_view otherwise) {
	return end ? std::string(text::trim(end->text)) : std::string(otherwise);
}

// The one node of an end that steps are counted from.
Place start_of(const Target &target, const RevisionGraph &graph, const std::vector<Node> &nodes) {
	if (nodes.size() > 1)
		throw Error(condition::ambiguous_relative, fmt::format("\"{}\" is ambiguous", target.text),
			fmt::format("It would count from each of {}.", text::quoted_list(ids_of(graph, nodes))),
			"Name the revision.");
	return nodes.empty() ? Place() : Place(nodes.front());
}

// A start "-N": so many steps below the end, on the branch if it names one.
std::vector<Node> below_end(const RevisionGraph &graph, const Target &target, const std::vector<Node> &end) {
	const std::optional<Branch> branch = branch_of(graph, target);
	const Place from =
		branch ? walk_start(graph, ids_of(graph, end), target, &*branch) : start_of(target, graph, end);
	if (!from)
		return {};
	const Descent descent = walk_down(graph, target, *from, -*target.steps);
	return descent.place ? std::vector<Node>{*descent.place} : std::vector<Node>();
}

NodeSet all(const RevisionGraph &graph) {
	NodeSet out(graph.size());
	for (Node n = 0; n < graph.size(); ++n)
		out.insert(n);
	return out;
}

void keep(NodeSet &members, const NodeSet &only) {
	for (Node n : members.nodes())
		if (!only.contains(n))
			members.erase(n);
}

std::vector<Node> newest_first(const RevisionGraph &graph, const NodeSet &members) {
	std::vector<Node> out = graph.order(members);
	std::ranges::reverse(out);
	return out;
}

// What to type instead of a range whose end does not rest on its start.
std::string reversed(const RevisionGraph &graph, const Range &range, const std::vector<Node> &from,
	const std::vector<Node> &to) {
	const NodeSet below = graph.closure(from);
	if (std::ranges::any_of(to, [&](Node n) { return below.contains(n); }))
		return fmt::format("The other way round it would be \"{}:{}\".", text_of(range.to, "heads"),
			text_of(range.from, "base"));
	return fmt::format(
		"Neither rests on the other; \":{}\" is all that the second rests on.", text_of(range.to, "heads"));
}

} // namespace

bool counts_from_applied(const Range &range) {
	const auto from_applied = [](const std::optional<Target> &end) { return end && end->is_relative(); };
	return (from_applied(range.from) && !counts(range.from, false)) ||
		   (from_applied(range.to) && !(counts(range.to, true) && range.from));
}

std::vector<Node> history(const RevisionGraph &graph, Rows version_rows, const Range &range) {
	std::vector<Node> from, to;
	const bool to_all = is_all(range.to);
	// Steps of both ends cannot count from one another: then both count from what is applied.
	const bool back = counts(range.from, false) && !counts(range.to, true);
	const bool on = range.from && counts(range.to, true) && !counts(range.from, false);
	if (range.from && !back)
		from = locate(graph, version_rows, *range.from);
	if (to_all)
		to = graph.real_heads();
	else if (on) {
		const std::optional<Branch> branch = branch_of(graph, *range.to);
		to = {walk_up(graph, *range.to, start_of(*range.to, graph, from), *range.to->steps,
			branch ? &*branch : nullptr)};
	} else
		to = locate(graph, version_rows, *range.to);
	if (back)
		from = below_end(graph, *range.from, to);

	if (range.from && range.from->is_base() && !range.from->branch.empty()) {
		NodeSet members = graph.ancestors(to);
		keep(members, branch_of(graph, *range.from)->line);
		return newest_first(graph, members);
	}
	// Everything, to all heads, is shown even of a graph that has names missing.
	NodeSet members = to_all ? all(graph) : graph.closure(to);
	if (!from.empty()) {
		if (std::ranges::none_of(from, [&](Node n) { return members.contains(n); }))
			throw Error(condition::not_reachable,
				fmt::format("the history of \"{}\" does not hold \"{}\"", text_of(range.to, "heads"),
					text_of(range.from, "base")),
				"The first end of a range is a revision that the second rests on.",
				reversed(graph, range, from, to));
		keep(members, graph.dependents_closure(from));
	}
	return newest_first(graph, members);
}

} // namespace pgmigrate::core
