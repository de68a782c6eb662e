#include "core/resolve.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/text.hpp"

namespace pgmigrate::core {

namespace {

std::string count_of_revisions(const RevisionGraph &graph) {
	if (graph.size() == 0)
		return "There are no revisions.";
	if (graph.size() == 1)
		return "There is 1 revision.";
	return fmt::format("There are {} revisions.", graph.size());
}

// What to type instead of a name that is not there.
std::string way_out(const RevisionGraph &graph, std::string_view name) {
	constexpr std::array<std::string_view, 4> kWords{"head", "heads", "base", "current"};
	if (std::ranges::find(kWords, text::lower(name)) != kWords.end())
		return fmt::format("Did you mean \"{}\"?", text::lower(name));
	const auto near = nearest_names(graph, name);
	if (near.empty())
		return "SELECT revision FROM pgmigrate.history(':'\x01); lists the revisions.";
	std::string hint = "Did you mean ";
	for (std::size_t i = 0; i < near.size(); ++i)
		hint += fmt::format("{}\"{}\"", i == 0 ? "" : i + 1 == near.size() ? " or " : ", ", near[i]);
	return hint + '?';
}

[[noreturn]] void fail_unknown(const RevisionGraph &graph, std::string_view name) {
	for (const Revision &revision : graph.revisions())
		if (std::ranges::find(revision.replaces, name) != revision.replaces.end())
			throw Error(condition::unknown_revision, fmt::format("revision \"{}\" was squashed", name),
				fmt::format("It is a part of revision \"{}\" now.", revision.id),
				fmt::format("Name \"{}\" instead.", revision.id));
	throw Error(condition::unknown_revision,
		fmt::format("no revision, branch label or unique prefix \"{}\"", name), count_of_revisions(graph),
		way_out(graph, name));
}

[[noreturn]] void fail_not_on_branch(const RevisionGraph &graph, Node node, const Branch &branch) {
	throw Error(condition::not_on_branch,
		fmt::format("revision \"{}\" is not on branch \"{}\"", graph[node].id, branch.name),
		fmt::format("A branch is what revision \"{}\" revises, directly or not, and what revises it.",
			graph[branch.node].id),
		fmt::format("Leave \"{}@\" out, or name a revision of that branch.", branch.name));
}

// The nodes whose id or label begins with the text, each once.
std::vector<Node> find_prefix(const RevisionGraph &graph, std::string_view prefix, const Branch *branch) {
	std::vector<Node> found;
	const auto begins = [&](const std::string &name) { return name.starts_with(prefix); };
	for (Node n = 0; n < graph.size(); ++n)
		if ((branch == nullptr || branch->line.contains(n)) &&
			(begins(graph[n].id) || std::ranges::any_of(graph[n].branch_labels, begins)))
			found.push_back(n);
	return found;
}

// The exact name, or the prefix; nothing if there is neither.
std::optional<Node> find_name(const RevisionGraph &graph, std::string_view name, const Branch *branch) {
	if (const auto node = graph.find(name))
		return node;
	if (const auto node = graph.find_label(name))
		return node;
	const std::vector<Node> found = find_prefix(graph, name, branch);
	if (found.size() <= 1)
		return found.empty() ? std::nullopt : std::optional(found.front());
	throw Error(condition::ambiguous_revision,
		fmt::format("prefix \"{}\" fits {} revisions", name, found.size()),
		fmt::format("The candidates are {}.", text::quoted_list(ids_of(graph, found))),
		"Type more of the id.");
}

// All that the node revises and all that revises it.
NodeSet line_of(const RevisionGraph &graph, Node node) {
	NodeSet line(graph.size());
	line.insert(node);
	std::vector<Node> open{node};
	const auto visit = [&](std::span<const Node> nodes) {
		for (Node n : nodes)
			if (line.insert(n))
				open.push_back(n);
	};
	const auto walk = [&](auto next) {
		open.assign(1, node);
		while (!open.empty()) {
			const Node n = open.back();
			open.pop_back();
			visit(next(n));
		}
	};
	walk([&](Node n) { return graph.parents(n); });
	walk([&](Node n) { return graph.children(n); });
	return line;
}

} // namespace

std::vector<std::string> ids_of(const RevisionGraph &graph, std::span<const Node> nodes) {
	std::vector<std::string> out;
	out.reserve(nodes.size());
	for (Node n : nodes)
		out.push_back(graph[n].id);
	return out;
}

std::optional<Branch> branch_of(const RevisionGraph &graph, const Target &target) {
	if (target.branch.empty())
		return {};
	const auto node = find_name(graph, target.branch, nullptr);
	if (!node)
		throw Error(condition::unknown_branch, fmt::format("no branch \"{}\"", target.branch),
			"A branch goes by a branch label, or by the id, or a unique prefix, of a revision on it.",
			way_out(graph, target.branch));
	return Branch{target.branch, *node, line_of(graph, *node)};
}

Node resolve_name(const RevisionGraph &graph, std::string_view name, const Branch *branch) {
	const auto node = name.empty() ? std::nullopt : find_name(graph, name, branch);
	if (!node) {
		// A prefix that fits nothing on the branch may fit something beside it.
		if (branch != nullptr && !name.empty())
			if (const auto elsewhere = find_prefix(graph, name, nullptr); elsewhere.size() == 1)
				fail_not_on_branch(graph, elsewhere.front(), *branch);
		fail_unknown(graph, name);
	}
	if (branch != nullptr && !branch->line.contains(*node))
		fail_not_on_branch(graph, *node, *branch);
	return *node;
}

// The heads of a branch, or of the whole graph, which then must have no gap.
static std::vector<Node> heads_of(const RevisionGraph &graph, const Branch *branch) {
	if (branch == nullptr)
		graph.check_complete();
	std::vector<Node> heads = graph.heads();
	if (branch != nullptr)
		std::erase_if(heads, [&](Node n) { return !branch->line.contains(n); });
	return heads;
}

std::optional<Node> single_head(const RevisionGraph &graph, const Branch *branch) {
	const std::vector<Node> heads = heads_of(graph, branch);
	if (heads.empty())
		return {};
	if (heads.size() == 1)
		return heads.front();
	const std::string where = branch == nullptr ? "" : fmt::format(" on branch \"{}\"", branch->name);
	throw Error(condition::multiple_heads,
		fmt::format("there are {} heads{}, and \"head\" asks for the only one", heads.size(), where),
		fmt::format("The heads are {}.", text::quoted_list(ids_of(graph, heads))),
		fmt::format("Name one of them, or \"branch@head\", or use \"heads\" for all. SELECT "
					"pgmigrate.merge('message', {}\x01); makes them one.",
			text::sql_literal(heads.size() > text::kMostNamesListed
								  ? std::string("heads")
								  : fmt::format("{}", fmt::join(ids_of(graph, heads), ", ")))));
}

std::vector<Node> resolve_symbol(const RevisionGraph &graph, const Target &target, const Branch *branch) {
	switch (target.symbol) {
	case Target::Symbol::base:
		return {};
	case Target::Symbol::head:
		if (const auto head = single_head(graph, branch))
			return {*head};
		return {};
	case Target::Symbol::heads:
		if (branch != nullptr)
			return heads_of(graph, branch);
		graph.check_complete();
		return graph.real_heads();
	case Target::Symbol::name:
		return {resolve_name(graph, target.name, branch)};
	case Target::Symbol::none:
	case Target::Symbol::current:
		break;
	}
	throw Error(condition::illegal_target, fmt::format("\"{}\" does not name a revision here", target.text),
		"It counts from what is applied, which has no part in this.", "Name a revision.");
}

std::vector<std::string> nearest_names(const RevisionGraph &graph, std::string_view name, std::size_t most) {
	struct Near {
		std::size_t distance;
		std::string_view name;
	};
	std::vector<Near> near; // best first, of equals the first in load order
	if (most == 0)
		return {};
	std::size_t bound = text::typo_bound(name);
	const auto consider = [&](std::string_view candidate) {
		const std::size_t distance = text::edit_distance(name, candidate, bound);
		if (distance > bound)
			return;
		if (near.size() == most && distance >= near.back().distance)
			return;
		const auto place = std::ranges::upper_bound(near, distance, {}, &Near::distance);
		near.insert(place, {distance, candidate});
		if (near.size() > most)
			near.pop_back();
		if (near.size() == most)
			bound = near.back().distance; // what is farther than all of them need not be measured
	};
	for (const Revision &revision : graph.revisions()) {
		consider(revision.id);
		for (const std::string &label : revision.branch_labels)
			consider(label);
	}
	std::vector<std::string> out;
	for (const Near &n : near)
		out.emplace_back(n.name);
	return out;
}

} // namespace pgmigrate::core
