#include "core/rebase.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/new_revision.hpp"
#include "core/resolve.hpp"
#include "core/text.hpp"

namespace pgmigrate::core {

namespace {

std::string command(const RevisionGraph &graph, Node revision, Node onto) {
	return fmt::format("SELECT pgmigrate.rebase({}, {}\x01);", text::sql_literal(graph[revision].id),
		text::sql_literal(graph[onto].id));
}

// The head that a revision is moved onto where none is named.
Node only_other_head(const RevisionGraph &graph, Node revision) {
	graph.check_complete();
	const NodeSet own = graph.dependents_closure(std::span(&revision, 1));
	std::vector<Node> heads = graph.heads();
	std::erase_if(heads, [&](Node n) { return own.contains(n); });
	// A head that another one depends on is reached by way of that one.
	if (heads.size() > 1) {
		const std::vector<Node> all = heads;
		std::erase_if(heads, [&](Node n) {
			const NodeSet above = graph.dependents_closure(std::span(&n, 1));
			return std::ranges::any_of(all, [&](Node other) { return other != n && above.contains(other); });
		});
	}
	const std::string &id = graph[revision].id;
	if (heads.empty())
		throw Error(sqlstate::object_not_in_prerequisite_state,
			fmt::format("there is nothing to rebase \"{}\" onto", id),
			"There is no head but those that rest on it.",
			"Name the revision to move it onto, if it shall move.");
	if (heads.size() > 1)
		throw Error(condition::multiple_heads,
			fmt::format("there are {} heads to rebase \"{}\" onto", heads.size(), id),
			fmt::format("They are {}.", text::quoted_list(ids_of(graph, heads))),
			fmt::format("Name one of them: {}", command(graph, revision, heads.front())));
	return heads.front();
}

void check_no_cycle(const RevisionGraph &graph, Node revision, Node onto, const NodeSet &below) {
	if (!below.contains(revision))
		return;
	const std::string &id = graph[revision].id;
	if (revision == onto)
		throw Error(condition::cycle, fmt::format("revision \"{}\" cannot be rebased onto itself", id), {},
			"Name another revision to move it onto.");
	const bool revises = graph.ancestors(std::span(&onto, 1)).contains(revision);
	throw Error(revises ? condition::cycle : condition::dependency_cycle,
		fmt::format("revision \"{}\" cannot be rebased onto \"{}\", which rests on it", id, graph[onto].id),
		fmt::format("\"{}\" {} it, directly or not.", graph[onto].id, revises ? "revises" : "depends on"),
		"Name a revision that does not rest on it.");
}

// Whether what a revision revises is not there; it is what has to move, then.
bool lacks_a_parent(const RevisionGraph &graph, Node node) {
	const std::string *missing = graph.missing_reference(node);
	return missing != nullptr &&
		   std::ranges::find(graph[node].revises, *missing) != graph[node].revises.end();
}

// The lowest revision on the line of one that is not among those below `onto`.
Node lowest_outside(const RevisionGraph &graph, Node revision, Node onto, const NodeSet &below) {
	for (Node here = revision;;) {
		if (lacks_a_parent(graph, here))
			return here;
		std::vector<Node> outside;
		for (Node n : graph.parents(here))
			if (!below.contains(n))
				outside.push_back(n);
		if (outside.empty())
			return here;
		if (graph.parents(here).size() > 1)
			throw Error(condition::ambiguous_relative,
				fmt::format("the line down from \"{}\" meets a merge", graph[revision].id),
				fmt::format("Revision \"{}\" merges {}.", graph[here].id,
					text::quoted_list(ids_of(graph, graph.parents(here)))),
				fmt::format("Name the revision below the merge that shall move: {}",
					command(graph, outside.front(), onto)));
		here = outside.front();
	}
}

} // namespace

Rebase plan_rebase(
	const RevisionGraph &graph, std::string_view revision, const std::optional<std::string> &onto_target) {
	const Node named = locate_one(graph, revision);
	const Node onto = onto_target ? locate_one(graph, *onto_target) : only_other_head(graph, named);
	const NodeSet below = graph.closure(std::span(&onto, 1));
	check_no_cycle(graph, named, onto, below);
	Rebase rebase{named, lowest_outside(graph, named, onto, below), onto, {graph[onto].id}};
	const std::span<const Node> parents = graph.parents(rebase.moved);
	if (std::ranges::find(parents, onto) != parents.end()) {
		rebase.revises = graph[rebase.moved].revises;
		rebase.changes = false;
	}
	static_cast<void>(rebased(graph, rebase));
	return rebase;
}

RevisionGraph rebased(const RevisionGraph &graph, const Rebase &rebase) {
	std::vector<Revision> revisions(graph.revisions().begin(), graph.revisions().end());
	revisions[rebase.moved].revises = rebase.revises;
	return RevisionGraph(std::move(revisions));
}

std::string describe(const RevisionGraph &graph, const Rebase &rebase) {
	const Revision &moved = graph[rebase.moved];
	const auto listed = [](const std::vector<std::string> &ids) {
		return ids.empty() ? std::string("<base>") : fmt::format("{}", fmt::join(ids, ", "));
	};
	if (!rebase.changes)
		return fmt::format("nothing to do: {} rests on {}", graph[rebase.named].id, graph[rebase.onto].id);
	return fmt::format("rebase {}: {} -> {}", moved.id, listed(moved.revises), listed(rebase.revises));
}

} // namespace pgmigrate::core
