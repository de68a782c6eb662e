#include "core/walk.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/applied.hpp"
#include "core/text.hpp"

namespace pgmigrate::core {

namespace {

constexpr std::string_view kNameIt = "Name the revision to go to.";

[[noreturn]] void fail_ambiguous(const Target &target, std::string_view why,
	const std::vector<std::string> &names, std::string_view hint) {
	throw Error(condition::ambiguous_relative, fmt::format("\"{}\" is ambiguous", target.text),
		fmt::format("{} {}.", why, text::quoted_list(names)), std::string(hint));
}

[[noreturn]] void fail_too_far(
	const Target &target, std::string_view message, std::string detail, std::string_view hint) {
	throw Error(condition::relative_out_of_range, fmt::format("\"{}\" {}", target.text, message),
		std::move(detail), std::string(hint));
}

std::string revisions(int count) {
	return count == 1 ? "1 revision" : fmt::format("{} revisions", count == 0 ? "no" : fmt::to_string(count));
}

// "Above "b"", "On branch "l" above "b"", "From the beginning"; for details.
std::string from_where(const RevisionGraph &graph, const Place &from, const Branch *branch) {
	const std::string place = from ? fmt::format("above \"{}\"", graph[*from].id) : "from the beginning";
	std::string out = branch == nullptr ? place : fmt::format("on branch \"{}\" {}", branch->name, place);
	out.front() = static_cast<char>(out.front() - 'a' + 'A');
	return out;
}

// The applied revisions of a branch that no applied revision of the branch revises.
std::vector<Node> ends_on(const RevisionGraph &graph, const NodeSet &applied, const Branch &branch) {
	const auto belongs = [&](Node n) { return applied.contains(n) && branch.line.contains(n); };
	std::vector<Node> out;
	for (Node n : applied.nodes())
		if (belongs(n) && std::ranges::none_of(graph.children(n), belongs))
			out.push_back(n);
	return out;
}

} // namespace

Node walk_up(const RevisionGraph &graph, const Target &target, Place from, int steps, const Branch *branch) {
	const Place start = from;
	for (int step = 0; step < steps; ++step) {
		std::vector<Node> next;
		if (from)
			next.assign(graph.children(*from).begin(), graph.children(*from).end());
		else
			next = graph.bases();
		if (branch != nullptr)
			std::erase_if(next, [&](Node n) { return !branch->line.contains(n); });
		if (next.empty())
			fail_too_far(target, "leads past the end of the line",
				fmt::format("{} there {} {}.", from_where(graph, start, branch), step == 1 ? "is" : "are",
					revisions(step)),
				branch == nullptr ? "Use \"head\" to go to the end."
								  : "Use \"head\" behind the branch to go to its end.");
		if (next.size() > 1)
			fail_ambiguous(target, "The line forks to", ids_of(graph, next),
				"Name the revision to go to, or put a branch before it: \"branch@+N\".");
		from = next.front();
	}
	return *from;
}

Descent walk_down(const RevisionGraph &graph, const Target &target, Node from, int steps) {
	Node here = from;
	for (int step = 1;; ++step) {
		const std::span<const Node> parents = graph.parents(here);
		if (parents.size() > 1)
			fail_ambiguous(target, fmt::format("Revision \"{}\" merges", graph[here].id),
				ids_of(graph, parents), kNameIt);
		if (step == steps)
			return {parents.empty() ? Place() : Place(parents.front()), here};
		if (parents.empty())
			fail_too_far(target, "leads below the beginning",
				fmt::format("From \"{}\" down there {} {} on the line.", graph[from].id,
					step == 1 ? "is" : "are", revisions(step)),
				"Use \"base\" to go to the beginning.");
		here = parents.front();
	}
}

Place walk_start(const RevisionGraph &graph, std::span<const std::string> version_rows, const Target &target,
	const Branch *branch) {
	constexpr std::string_view kFromEach = "It would count from each of";
	if (branch == nullptr && version_rows.size() > 1)
		fail_ambiguous(target, kFromEach, {version_rows.begin(), version_rows.end()},
			"Name the revision to go to, or put the branch before it: \"branch@+N\", \"branch@-N\".");
	const NodeSet applied = applied_set(graph, version_rows);
	std::vector<Node> starts = graph.tips(applied);
	if (branch != nullptr) {
		std::erase_if(starts, [&](Node n) { return !branch->line.contains(n); });
		if (starts.empty())
			starts = ends_on(graph, applied, *branch);
	}
	if (starts.size() > 1)
		fail_ambiguous(target, kFromEach, ids_of(graph, starts), kNameIt);
	return starts.empty() ? Place() : Place(starts.front());
}

Place named_start(const RevisionGraph &graph, const Target &target, const Branch *branch) {
	const std::vector<Node> starts = resolve_symbol(graph, target, branch);
	if (starts.size() > 1)
		fail_ambiguous(target, "It would count from each of", ids_of(graph, starts), kNameIt);
	return starts.empty() ? Place() : Place(starts.front());
}

std::vector<Node> locate(
	const RevisionGraph &graph, std::span<const std::string> version_rows, const Target &target) {
	const std::optional<Branch> branch = branch_of(graph, target);
	const Branch *on = branch ? &*branch : nullptr;
	if (!target.steps) {
		if (target.symbol != Target::Symbol::current)
			return resolve_symbol(graph, target, on);
		std::vector<Node> rows = graph.tips(applied_set(graph, version_rows));
		if (on != nullptr)
			std::erase_if(rows, [&](Node n) { return !on->line.contains(n); });
		return rows;
	}
	const Place from =
		target.is_relative() ? walk_start(graph, version_rows, target, on) : named_start(graph, target, on);
	if (*target.steps > 0)
		return {walk_up(graph, target, from, *target.steps, on)};
	if (!from)
		fail_too_far(target, "leads below the beginning",
			target.is_relative() ? "Nothing is applied that it could count from."
								 : "It counts from the beginning.",
			kNameIt);
	const Descent descent = walk_down(graph, target, *from, -*target.steps);
	return descent.place ? std::vector<Node>{*descent.place} : std::vector<Node>();
}

} // namespace pgmigrate::core
