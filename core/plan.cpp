#include "core/plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/text.hpp"

namespace pgmigrate::core {

namespace {

std::vector<std::string> ids(const RevisionGraph &graph, std::span<const Node> nodes) {
	std::vector<std::string> out;
	for (Node n : nodes)
		out.push_back(graph[n].id);
	return out;
}

// "The version rows are "a", "b"." for details.
std::string state(const RevisionGraph &graph, std::span<const Node> rows) {
	if (rows.empty())
		return "Nothing is applied.";
	return fmt::format("The current {} {}.", rows.size() == 1 ? "revision is" : "revisions are",
		text::quoted_list(ids(graph, rows)));
}

NodeSet minus(const NodeSet &a, const NodeSet &b) {
	NodeSet out = a;
	for (Node n : b.nodes())
		out.erase(n);
	return out;
}

NodeSet both(const NodeSet &a, const NodeSet &b) {
	NodeSet out = a;
	for (Node n : a.nodes())
		if (!b.contains(n))
			out.erase(n);
	return out;
}

NodeSet either(const NodeSet &a, const NodeSet &b) {
	NodeSet out = a;
	for (Node n : b.nodes())
		out.insert(n);
	return out;
}

[[noreturn]] void fail_too_far(
	const Target &target, std::string message, std::string detail, std::string hint) {
	throw Error(condition::relative_out_of_range, fmt::format("\"{}\" {}", target.text, message),
		std::move(detail), std::move(hint));
}

[[noreturn]] void fail_ambiguous(const RevisionGraph &graph, const Target &target, std::string_view why,
	std::span<const Node> nodes, std::string hint) {
	throw Error(condition::ambiguous_relative, fmt::format("\"{}\" is ambiguous", target.text),
		fmt::format("{} {}.", why, text::quoted_list(ids(graph, nodes))), std::move(hint));
}

constexpr std::string_view kHeadsHint = "Name the revision to go to, or use \"heads\".";

// The revision that +N reaches.
Node walk_up(const RevisionGraph &graph, std::span<const Node> rows, const Target &target) {
	if (rows.size() > 1)
		fail_ambiguous(graph, target, "It would count from each of", rows, std::string(kHeadsHint));
	std::optional<Node> here;
	if (!rows.empty())
		here = rows.front();
	for (int step = 0; step < *target.steps; ++step) {
		const std::vector<Node> bases = here ? std::vector<Node>() : graph.bases();
		const std::span<const Node> next = here ? graph.children(*here) : std::span<const Node>(bases);
		if (next.empty())
			fail_too_far(target, "leads past the end of the line",
				fmt::format("{} Above it there {} {} {}.", state(graph, rows), step == 1 ? "is" : "are",
					step == 0 ? "no" : fmt::to_string(step), step == 1 ? "revision" : "revisions"),
				"Use \"head\" to go to the end.");
		if (next.size() > 1)
			fail_ambiguous(graph, target, "The line forks to", next, std::string(kHeadsHint));
		here = next.front();
	}
	return *here;
}

// The last revision that -N drops on its way down.
Node walk_down(const RevisionGraph &graph, std::span<const Node> rows, const Target &target) {
	const int steps = -*target.steps;
	if (rows.size() > 1)
		fail_ambiguous(
			graph, target, "It would count from each of", rows, "Name the revision to go back to.");
	if (rows.empty())
		fail_too_far(
			target, "leads below the beginning", "Nothing is applied.", "There is nothing to downgrade.");
	Node dropped = rows.front();
	for (int step = 1;; ++step) {
		const std::span<const Node> parents = graph.parents(dropped);
		if (parents.size() > 1)
			fail_ambiguous(graph, target, fmt::format("Revision \"{}\" merges", graph[dropped].id), parents,
				"Name the revision to go back to.");
		if (step == steps)
			return dropped;
		if (parents.empty())
			fail_too_far(target, "leads below the beginning",
				fmt::format("{} With it there {} {} on the line.", state(graph, rows),
					step == 1 ? "is" : "are", step == 1 ? "1 revision" : fmt::format("{} revisions", step)),
				"Use \"base\" to drop all of them.");
		dropped = parents.front();
	}
}

// What the upgrade to the target adds to the applied set.
NodeSet added(const RevisionGraph &graph, const NodeSet &applied, const Target &target) {
	if (target.steps && *target.steps < 0)
		fail_too_far(target, "points downwards", "An upgrade only goes up.",
			fmt::format("SELECT pgmigrate.downgrade({}); goes down.", text::sql_literal(target.text)));
	std::vector<Node> goals;
	if (target.steps)
		goals.push_back(walk_up(graph, graph.tips(applied), target));
	else
		goals = resolve(graph, target);
	return minus(graph.closure(goals), applied);
}

[[noreturn]] void fail_not_applied(const RevisionGraph &graph, const NodeSet &applied, Node goal) {
	const std::string &id = graph[goal].id;
	throw Error(condition::not_reachable, fmt::format("revision \"{}\" is not applied", id),
		state(graph, graph.tips(applied)),
		fmt::format(
			"A downgrade goes to an applied revision; SELECT pgmigrate.upgrade({}); applies this one.",
			text::sql_literal(id)));
}

// The applied members of the nodes and all that rests on them.
NodeSet applied_above(const RevisionGraph &graph, const NodeSet &applied, std::span<const Node> nodes) {
	return both(applied, graph.dependents_closure(nodes));
}

// The applied direct children of a goal, as what rests on them has to go.
void add_applied_children(
	const RevisionGraph &graph, const NodeSet &applied, Node goal, std::vector<Node> &out) {
	for (Node child : graph.children(goal))
		if (applied.contains(child))
			out.push_back(child);
}

// What the downgrade to the target takes from the applied set.
NodeSet dropped(const RevisionGraph &graph, const NodeSet &applied, const Target &target) {
	if (target.symbol == Target::Symbol::base)
		return applied;
	if (target.steps) {
		if (*target.steps > 0)
			fail_too_far(target, "points upwards", "A downgrade only goes down.",
				fmt::format("SELECT pgmigrate.upgrade({}); goes up.", text::sql_literal(target.text)));
		const Node last = walk_down(graph, graph.tips(applied), target);
		return applied_above(graph, applied, std::span(&last, 1));
	}
	const std::vector<Node> goals = resolve(graph, target);
	if (goals.size() > 1)
		throw Error(condition::illegal_target,
			"a downgrade goes to one revision, and there are several heads",
			fmt::format("The heads are {}.", text::quoted_list(ids(graph, goals))), "Name one of them.");
	if (goals.empty())
		return NodeSet(graph.size()); // no head in an empty graph
	if (!applied.contains(goals.front()))
		fail_not_applied(graph, applied, goals.front());
	std::vector<Node> children;
	add_applied_children(graph, applied, goals.front(), children);
	return applied_above(graph, applied, children);
}

// The applied set after a stamp.
NodeSet stamped(const RevisionGraph &graph, const NodeSet &applied, const Target &target) {
	if (target.symbol == Target::Symbol::base)
		return NodeSet(graph.size());
	if (target.steps)
		return *target.steps > 0 ? either(applied, added(graph, applied, target))
								 : minus(applied, dropped(graph, applied, target));
	const std::vector<Node> goals = resolve(graph, target);
	const NodeSet wanted = graph.closure(goals);
	if (!std::ranges::all_of(goals, [&](Node n) { return applied.contains(n); }))
		return either(applied, wanted);
	std::vector<Node> children;
	for (Node goal : goals)
		add_applied_children(graph, applied, goal, children);
	return minus(applied, applied_above(graph, applied, children));
}

[[noreturn]] void fail_unknown_row(const std::string &row) {
	throw Error(condition::unknown_revision,
		fmt::format("version row \"{}\" names a revision that is not uploaded", row),
		"What is applied can only be told from the revisions that the version rows name.",
		"Upload its file, or forget the rows with SELECT pgmigrate.stamp(target, purge => true).");
}

} // namespace

NodeSet applied_set(const RevisionGraph &graph, std::span<const std::string> version_rows) {
	std::vector<Node> rows;
	for (const std::string &row : version_rows) {
		const auto node = graph.find(row);
		if (!node)
			fail_unknown_row(row);
		rows.push_back(*node);
	}
	return graph.closure(rows);
}

Plan plan_upgrade(
	const RevisionGraph &graph, std::span<const std::string> version_rows, const Target &target) {
	const NodeSet applied = applied_set(graph, version_rows);
	const NodeSet wanted = added(graph, applied, target);
	Plan plan{{}, graph.tips(applied), graph.tips(either(applied, wanted))};
	for (Node n : graph.order(wanted))
		plan.steps.push_back({Direction::upgrade, n});
	return plan;
}

Plan plan_downgrade(
	const RevisionGraph &graph, std::span<const std::string> version_rows, const Target &target) {
	const NodeSet applied = applied_set(graph, version_rows);
	const NodeSet unwanted = dropped(graph, applied, target);
	Plan plan{{}, graph.tips(applied), graph.tips(minus(applied, unwanted))};
	for (Node n : graph.order(unwanted))
		plan.steps.push_back({Direction::downgrade, n});
	std::ranges::reverse(plan.steps);
	return plan;
}

Plan plan_stamp(
	const RevisionGraph &graph, std::span<const std::string> version_rows, const Target &target, bool purge) {
	NodeSet applied(graph.size());
	if (!purge) {
		applied = applied_set(graph, version_rows);
		return {{}, graph.tips(applied), graph.tips(stamped(graph, applied, target))};
	}
	NodeSet rows(graph.size()); // those that can be shown; purging is the way out where some cannot
	for (const std::string &row : version_rows)
		if (const auto node = graph.find(row))
			rows.insert(*node);
	return {{}, rows.nodes(), graph.tips(stamped(graph, applied, target))};
}

std::string describe_rows(const RevisionGraph &graph, std::span<const Node> rows) {
	if (rows.empty())
		return "<base>";
	std::string out;
	for (Node n : rows)
		out += fmt::format("{}{}", out.empty() ? "" : ", ", graph[n].id);
	return out;
}

std::string describe(const RevisionGraph &graph, const Step &step) {
	const Revision &revision = graph[step.node];
	std::string below = describe_rows(graph, graph.parents(step.node));
	std::string out = step.direction == Direction::upgrade ? fmt::format("{} -> {}", below, revision.id)
														   : fmt::format("{} -> {}", revision.id, below);
	if (!revision.message.empty())
		out += ", " + revision.message;
	return out;
}

} // namespace pgmigrate::core
