#include "core/new_revision.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/resolve.hpp"
#include "core/target.hpp"
#include "core/text.hpp"
#include "core/walk.hpp"

namespace pgmigrate::core {

namespace {

[[noreturn]] void fail_not_a_head(const RevisionGraph &graph, Node node) {
	const std::string &id = graph[node].id;
	throw Error(condition::not_a_head, fmt::format("revision \"{}\" is not a head", id),
		fmt::format("It is revised by {}; a second revision on it forks the graph.",
			text::quoted_list(ids_of(graph, graph.children(node)))),
		"Revise a head; or fork the graph on purpose: splice => true (the client's --splice).");
}

std::vector<Node> parents(const RevisionGraph &graph, const NewRevision &wanted) {
	std::vector<Node> out;
	NodeSet seen(graph.size());
	for (const std::string &text : wanted.revises) {
		const std::vector<Node> found = locate_in_graph(graph, text);
		if (found.empty() && wanted.revises.size() > 1)
			throw Error(condition::illegal_target, fmt::format("\"{}\" names no revision", text),
				fmt::format("What to revise was given as {}.", text::quoted_list(wanted.revises)),
				"Leave it out, or give it alone to begin a new line.");
		for (Node n : found) {
			if (!seen.insert(n))
				throw Error(condition::duplicate_revision_argument,
					fmt::format("revision \"{}\" is given twice", graph[n].id),
					fmt::format("What to revise was given as {}.", text::quoted_list(wanted.revises)),
					"Give each revision once.");
			out.push_back(n);
		}
	}
	for (Node n : out)
		if (!wanted.splice && !graph.children(n).empty())
			fail_not_a_head(graph, n);
	return out;
}

std::vector<std::string> dependencies(const RevisionGraph &graph, const NewRevision &wanted) {
	std::vector<std::string> out;
	for (const std::string &name : wanted.depends_on) {
		const std::vector<std::string> resolved =
			graph.find_label(name) ? std::vector{name} : ids_of(graph, locate_in_graph(graph, name));
		for (const std::string &dependency : resolved) {
			if (std::ranges::find(out, dependency) != out.end())
				throw Error(condition::duplicate_revision_argument,
					fmt::format("dependency \"{}\" is given twice", dependency),
					fmt::format("What to depend on was given as {}.", text::quoted_list(wanted.depends_on)),
					"Give each dependency once.");
			out.push_back(dependency);
		}
	}
	return out;
}

} // namespace

std::vector<Node> locate_in_graph(const RevisionGraph &graph, std::string_view target) {
	const Target parsed = parse_target(target);
	return parsed.is_relative() ? resolve_symbol(graph, parsed) : locate(graph, {}, parsed);
}

Node locate_one(const RevisionGraph &graph, std::string_view target) {
	const std::vector<Node> found = locate_in_graph(graph, target);
	if (found.size() == 1)
		return found.front();
	throw Error(condition::illegal_target,
		fmt::format("one revision is wanted, and \"{}\" names {}", target,
			found.empty() ? "none" : fmt::to_string(found.size())),
		found.empty() ? std::string() : fmt::format("They are {}.", text::quoted_list(ids_of(graph, found))),
		"Name one revision.");
}

void check_new_names(const RevisionGraph &graph, const Revision &revision) {
	check_revision_id(revision.id);
	if (graph.find(revision.id))
		throw Error(condition::duplicate_revision, fmt::format("revision \"{}\" exists already", revision.id),
			{}, "Give another rev_id.");
	if (const auto taken = graph.find_label(revision.id))
		throw Error(condition::duplicate_label,
			fmt::format("revision id \"{}\" is also a branch label", revision.id),
			fmt::format("Revision \"{}\" declares it.", graph[*taken].id), "Give another rev_id.");
	std::vector<std::string> seen;
	for (const std::string &label : revision.branch_labels) {
		check_revision_id(label, "branch label");
		const auto taken = graph.find_label(label);
		const bool again = std::ranges::find(seen, label) != seen.end();
		if (label == revision.id || graph.find(label))
			throw Error(condition::duplicate_label,
				fmt::format("branch label \"{}\" is also a revision id", label), {}, "Choose another label.");
		if (taken || again)
			throw Error(condition::duplicate_label,
				fmt::format("branch label \"{}\" is declared twice", label),
				again ? std::string("It is given twice.")
					  : fmt::format("Revision \"{}\" declares it already.", graph[*taken].id),
				"Choose another label.");
		seen.push_back(label);
	}
}

Revision place_revision(const RevisionGraph &graph, const NewRevision &wanted) {
	Revision revision;
	revision.id = wanted.id;
	revision.message = wanted.message;
	revision.revises = ids_of(graph, parents(graph, wanted));
	revision.depends_on = dependencies(graph, wanted);
	revision.branch_labels = wanted.branch_labels;
	check_new_names(graph, revision);
	return revision;
}

Revision place_merge(const RevisionGraph &graph, const NewRevision &wanted) {
	Revision merge = place_revision(graph, wanted);
	if (merge.revises.empty())
		throw Error(condition::illegal_target, "there is nothing to merge",
			wanted.revises.empty()
				? std::string("No revision is given.")
				: fmt::format("No revision is named by {}.", text::quoted_list(wanted.revises)),
			"Name the revisions to merge, or use \"heads\" where there are any.");
	return merge;
}

NewScript merge_script(Revision merge) {
	NewScript script;
	script.revision = std::move(merge);
	script.empty = true;
	return script;
}

} // namespace pgmigrate::core
