// What the tests of commands share: small graphs, and short ways to ask what a command comes to.
#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/history.hpp"
#include "core/plan.hpp"
#include "core/resolve.hpp"
#include "core/walk.hpp"
#include "helpers.hpp"

namespace pgmigrate::core {

// a - b - c; b has the label "lb".
inline RevisionGraph line() {
	return RevisionGraph(
		{revision("a", {}, {}, {}, "Begin"), revision("b", {"a"}, {}, {"lb"}), revision("c", {"b"})});
}

// a forks to b1 - b2, labelled "left", and c1 - c2, labelled "right".
inline RevisionGraph fork() {
	return RevisionGraph({revision("a"), revision("b1", {"a"}, {}, {"left"}), revision("b2", {"b1"}),
		revision("c1", {"a"}, {}, {"right"}), revision("c2", {"c1"})});
}

// a forks to b and c, which m merges; d comes after.
inline RevisionGraph merge() {
	return RevisionGraph({revision("a"), revision("b", {"a"}), revision("c", {"a"}),
		revision("m", {"b", "c"}, {}, {}, "Merge"), revision("d", {"m"})});
}

// Two lines, "acc" and "net"; n2 depends on a2.
inline RevisionGraph two_lines() {
	return RevisionGraph({revision("a1", {}, {}, {"acc"}), revision("a2", {"a1"}), revision("a3", {"a2"}),
		revision("n1", {}, {}, {"net"}), revision("n2", {"n1"}, {"a2"}), revision("n3", {"n2"})});
}

// The error of a function that refuses, with its texts in style.
template <typename Function>
Error refused(Function function) {
	const Error error = error_of(function);
	expect_style(error);
	return error;
}

// "+a -b => c": the steps of a plan, and the rows after it.
inline std::string shown(const RevisionGraph &graph, const Plan &plan) {
	Names steps;
	for (const Step &step : plan.steps)
		steps.push_back((step.direction == Direction::upgrade ? "+" : "-") + graph[step.node].id);
	return fmt::format("{} => {}", fmt::join(steps, " "), ids(graph, plan.rows_after));
}

inline std::string up(const RevisionGraph &graph, const Names &rows, std::string_view target) {
	return shown(graph, plan_upgrade(graph, rows, parse_target(target)));
}

inline std::string down(const RevisionGraph &graph, const Names &rows, std::string_view target) {
	return shown(graph, plan_downgrade(graph, rows, parse_target(target)));
}

// The rows after a stamp to one or more targets.
inline std::string stamp(
	const RevisionGraph &graph, const Names &rows, const Names &targets, bool purge = false) {
	std::vector<Target> parsed;
	for (const std::string &target : targets)
		parsed.push_back(parse_target(target));
	const Plan plan = plan_stamp(graph, rows, parsed, purge);
	EXPECT_TRUE(plan.steps.empty());
	return ids(graph, plan.rows_after);
}

inline std::string stamp(
	const RevisionGraph &graph, const Names &rows, const char *target, bool purge = false) {
	return stamp(graph, rows, Names{target}, purge);
}

// What a target means, where nothing or some rows are applied.
inline std::string located(const RevisionGraph &graph, std::string_view target, const Names &rows = {}) {
	return ids(graph, locate(graph, rows, parse_target(target)));
}

inline std::string listed(const RevisionGraph &graph, std::string_view range, const Names &rows = {}) {
	return ids(graph, history(graph, rows, parse_range(range)));
}

} // namespace pgmigrate::core
