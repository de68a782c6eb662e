#include "core/plan.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/resolve.hpp"
#include "core/text.hpp"
#include "core/walk.hpp"

namespace pgmigrate::core {

namespace {

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

void add(NodeSet &to, const NodeSet &more) {
	for (Node n : more.nodes())
		to.insert(n);
}

// "current" is where we are, not where to go.
void check_not_current(const Target &target) {
	if (target.symbol == Target::Symbol::current && !target.steps)
		throw Error(condition::illegal_target, fmt::format("\"{}\" is not a place to go to", target.text),
			"It is what is applied already.", "Name a revision.");
}

bool counts_down(const Target &target) {
	return target.is_relative() && target.steps && *target.steps < 0;
}

bool counts_up(const Target &target) {
	return target.is_relative() && target.steps && *target.steps > 0;
}

[[noreturn]] void fail_wrong_way(
	const Target &target, std::string_view message, std::string_view detail, std::string_view function) {
	throw Error(condition::relative_out_of_range, fmt::format("\"{}\" {}", target.text, message),
		std::string(detail),
		fmt::format(
			"Steps that way are for SELECT pgmigrate.{}({}\x02);", function, text::sql_literal(target.text)));
}

[[noreturn]] void fail_not_applied(const RevisionGraph &graph, const NodeSet &applied, Node goal) {
	const std::string &id = graph[goal].id;
	throw Error(condition::not_reachable, fmt::format("revision \"{}\" is not applied", id),
		describe_current(graph, graph.tips(applied)),
		fmt::format(
			"A downgrade goes to an applied revision; SELECT pgmigrate.upgrade({}\x02); applies this one.",
			text::sql_literal(id)));
}

[[noreturn]] void fail_not_told_apart(
	const RevisionGraph &graph, const Place &goal, const std::vector<Node> &children, const Branch &branch) {
	const std::string &id = graph[branch.node].id;
	throw Error(condition::not_reachable,
		fmt::format("branch \"{}\" does not tell what to drop above {}", branch.name,
			goal ? fmt::format("\"{}\"", graph[*goal].id) : "the beginning"),
		fmt::format("Directly above are {}; none of them is revision \"{}\" or revised by it.",
			text::quoted_list(ids_of(graph, children)), id),
		goal
			? fmt::format(
				  "SELECT pgmigrate.downgrade({}\x02); drops all of them; a branch label or id on the line to "
				  "drop, with \"@\", only that line.",
				  text::sql_literal(graph[*goal].id))
			: "Put a branch label or id on the line to drop before \"@\".");
}

// What a downgrade to a place drops first: the revisions directly above it. Of several, those that the branch's revision
// is or rests on by revises; none of them if it rests on none.
std::vector<Node> directly_above(const RevisionGraph &graph, const Place &goal, const Branch *branch) {
	std::vector<Node> above = graph.bases();
	if (goal)
		above.assign(graph.children(*goal).begin(), graph.children(*goal).end());
	if (branch == nullptr || above.size() < 2)
		return above;
	const NodeSet below = graph.ancestors(std::span(&branch->node, 1));
	std::erase_if(above, [&](Node n) { return !below.contains(n); });
	return above;
}

// The applied members of the nodes and all that rests on them.
NodeSet applied_above(const RevisionGraph &graph, const NodeSet &applied, std::span<const Node> nodes) {
	return both(applied, graph.dependents_closure(nodes));
}

// The place that a target other than -N names. Several are no place.
Place single_place(
	const RevisionGraph &graph, std::span<const std::string> version_rows, const Target &target) {
	const std::vector<Node> goals = locate(graph, version_rows, target);
	if (goals.size() > 1)
		throw Error(condition::illegal_target,
			"a downgrade goes to one revision, and there are several heads",
			fmt::format("The heads are {}.", text::quoted_list(ids_of(graph, goals))), "Name one of them.");
	return goals.empty() ? Place() : Place(goals.front());
}

// What the downgrade to the target takes from the applied set.
NodeSet dropped(const RevisionGraph &graph, std::span<const std::string> version_rows, const Target &target) {
	check_not_current(target);
	if (counts_up(target))
		fail_wrong_way(target, "points upwards", "A downgrade only goes down.", "upgrade");
	const std::optional<Branch> branch = branch_of(graph, target);
	const Branch *on = branch ? &*branch : nullptr;
	if (counts_down(target) && on == nullptr) {
		const Place from = walk_start(graph, version_rows, target, nullptr);
		if (!from)
			throw Error(condition::relative_out_of_range,
				fmt::format("\"{}\" leads below the beginning", target.text), "Nothing is applied.",
				"There is nothing to downgrade.");
		const Descent descent = walk_down(graph, target, *from, -*target.steps);
		return applied_above(
			graph, applied_set_without_overlap(graph, version_rows), std::span(&descent.left, 1));
	}
	if (target.is_base() && on == nullptr)
		graph.check_complete();
	const Place goal = single_place(graph, version_rows, target);
	const NodeSet applied = applied_set_without_overlap(graph, version_rows);
	if (!goal && target.symbol != Target::Symbol::base && graph.size() == 0)
		return applied; // "head" of nothing
	if (goal && !applied.contains(*goal))
		fail_not_applied(graph, applied, *goal);
	const std::vector<Node> above = directly_above(graph, goal, on);
	if (above.empty() && on != nullptr)
		if (const std::vector<Node> all = directly_above(graph, goal, nullptr); !all.empty())
			fail_not_told_apart(graph, goal, all, *on);
	return applied_above(graph, applied, above);
}

// The part of a stamp that one target asks for.
struct Stamp {
	std::vector<Node> goals; // to be applied
	std::vector<Node> drop;  // to be dropped with all that rests on them
};

Stamp stamp_of(const RevisionGraph &graph, std::span<const std::string> version_rows, const NodeSet &applied,
	const std::vector<Node> &rows, const Target &target) {
	const std::optional<Branch> branch = branch_of(graph, target);
	const Branch *on = branch ? &*branch : nullptr;
	if (counts_down(target) && on == nullptr)
		if (const Place from = walk_start(graph, version_rows, target, nullptr)) {
			const Descent descent = walk_down(graph, target, *from, -*target.steps);
			return {descent.place ? std::vector<Node>{*descent.place} : std::vector<Node>(), {descent.left}};
		}
	if (target.symbol == Target::Symbol::current && !target.steps)
		return {graph.tips(graph.closure(rows)), {}};
	Stamp stamp{locate(graph, version_rows, target), {}};
	if (stamp.goals.empty() && (target.is_base() || target.steps))
		stamp.drop = directly_above(graph, Place(), on);
	for (Node goal : stamp.goals)
		if (applied.contains(goal)) {
			// A branch that tells nothing apart is no obstacle: nothing is lost but rows.
			std::vector<Node> above = directly_above(graph, goal, on);
			if (above.empty())
				above = directly_above(graph, goal, nullptr);
			stamp.drop.insert(stamp.drop.end(), above.begin(), above.end());
		}
	return stamp;
}

} // namespace

Plan plan_upgrade(
	const RevisionGraph &graph, std::span<const std::string> version_rows, const Target &target) {
	check_not_current(target);
	if (counts_down(target))
		fail_wrong_way(target, "points downwards", "An upgrade only goes up.", "downgrade");
	const std::vector<Node> goals = locate(graph, version_rows, target);
	if (goals.empty() && target.steps)
		throw Error(condition::relative_out_of_range,
			fmt::format("\"{}\" leads below the beginning", target.text), "An upgrade only goes up.",
			"Name the revision to go to.");
	NodeSet applied = applied_set_without_overlap(graph, version_rows);
	const NodeSet wanted = minus(graph.closure(goals), applied);
	Plan plan{{}, graph.tips(applied), {}};
	for (Node n : graph.order(wanted))
		plan.steps.push_back({Direction::upgrade, n});
	add(applied, wanted);
	plan.rows_after = graph.tips(applied);
	return plan;
}

Plan plan_downgrade(
	const RevisionGraph &graph, std::span<const std::string> version_rows, const Target &target) {
	const NodeSet unwanted = dropped(graph, version_rows, target);
	const NodeSet applied = applied_set(graph, version_rows);
	Plan plan{{}, graph.tips(applied), graph.tips(minus(applied, unwanted))};
	for (Node n : graph.order(unwanted))
		plan.steps.push_back({Direction::downgrade, n});
	std::ranges::reverse(plan.steps);
	return plan;
}

Plan plan_stamp(const RevisionGraph &graph, std::span<const std::string> version_rows,
	std::span<const Target> targets, bool purge) {
	const std::span<const std::string> known = purge ? std::span<const std::string>() : version_rows;
	const NodeSet applied = applied_set(graph, known);
	std::vector<Node> rows; // those that have a revision; purging is the way out where some have none
	for (const std::string &row : version_rows)
		if (const auto node = graph.find(row))
			rows.push_back(*node);
	std::vector<Node> goals, drop;
	for (const Target &target : targets) {
		const Stamp stamp = stamp_of(graph, known, applied, rows, target);
		goals.insert(goals.end(), stamp.goals.begin(), stamp.goals.end());
		drop.insert(drop.end(), stamp.drop.begin(), stamp.drop.end());
	}
	if (targets.size() > 1)
		check_no_overlap(graph, goals, "the targets name a revision together with one that it rests on",
			"Leave those out: what a target rests on is stamped with it.");
	NodeSet after = minus(applied, graph.dependents_closure(drop));
	add(after, graph.closure(goals));
	std::ranges::sort(rows);
	return {{}, rows, graph.tips(after)};
}

std::vector<Node> rows_after(const RevisionGraph &graph, const Plan &plan, std::size_t steps) {
	NodeSet applied = graph.closure(plan.rows_before);
	for (const Step &step : std::span(plan.steps).first(steps)) {
		if (step.direction == Direction::upgrade)
			applied.insert(step.node);
		else
			applied.erase(step.node);
	}
	return graph.tips(applied);
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
