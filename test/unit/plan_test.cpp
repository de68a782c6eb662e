#include "core/plan.hpp"

#include <chrono>

#include "commands.hpp"

namespace pgmigrate::core {

namespace {

// The rows after each step, steps separated by " | ".
std::string rows_by_step(const RevisionGraph &graph, const Plan &plan) {
	Names out;
	for (std::size_t i = 1; i <= plan.steps.size(); ++i)
		out.push_back(ids(graph, rows_after(graph, plan, i)));
	return fmt::format("{}", fmt::join(out, " | "));
}

std::string rows_up(const RevisionGraph &graph, const Names &rows, std::string_view target) {
	return rows_by_step(graph, plan_upgrade(graph, rows, parse_target(target)));
}

std::string rows_down(const RevisionGraph &graph, const Names &rows, std::string_view target) {
	return rows_by_step(graph, plan_downgrade(graph, rows, parse_target(target)));
}

} // namespace

TEST(Plan, KnowsTheRowsBefore) {
	const RevisionGraph graph = fork();
	const Names rows{"c1", "b2"};
	EXPECT_EQ(ids(graph, plan_upgrade(graph, rows, parse_target("heads")).rows_before), "b2 c1");
	EXPECT_EQ(ids(graph, plan_downgrade(graph, rows, parse_target("base")).rows_before), "b2 c1");
	const std::vector targets{parse_target("a")};
	EXPECT_EQ(ids(graph, plan_stamp(graph, rows, targets, false).rows_before), "b2 c1");
	// Purging starts from those that have a revision.
	EXPECT_EQ(ids(graph, plan_stamp(graph, Names{"gone", "c1"}, targets, true).rows_before), "c1");
}

TEST(RowsAfterEachStep, FollowALine) {
	EXPECT_EQ(rows_up(line(), {}, "head"), "a | b | c");
	EXPECT_EQ(rows_down(line(), {"c"}, "base"), "b | a | ");
	EXPECT_EQ(rows_up(line(), {"c"}, "head"), "");
}

TEST(RowsAfterEachStep, SplitAtForksAndJoinAtMerges) {
	EXPECT_EQ(rows_up(merge(), {}, "head"), "a | b | b c | m | d");
	EXPECT_EQ(rows_down(merge(), {"d"}, "base"), "m | b c | b | a | ");
}

TEST(RowsAfterEachStep, LeaveOutWhatIsOnlyDependedOn) {
	EXPECT_EQ(rows_up(two_lines(), {"a2"}, "net@head"), "a2 n1 | n2 | n3");
	EXPECT_EQ(rows_down(two_lines(), {"n3"}, "net@base"), "n2 | a2 n1 | a2");
}

TEST(RowsAfterEachStep, CountARevisionOnceThatIsRevisedAndDependedOn) {
	const RevisionGraph graph({revision("a"), revision("b", {"a"}, {"a"}), revision("m", {"a", "b"})});
	EXPECT_EQ(rows_up(graph, {}, "head"), "a | b | m");
	EXPECT_EQ(rows_down(graph, {"m"}, "base"), "b | a | ");
}

TEST(Description, NamesWhereAStepLeads) {
	const RevisionGraph l = line(), m = merge();
	EXPECT_EQ(describe(l, {Direction::upgrade, node(l, "a")}), "<base> -> a, Begin");
	EXPECT_EQ(describe(l, {Direction::upgrade, node(l, "b")}), "a -> b");
	EXPECT_EQ(describe(l, {Direction::downgrade, node(l, "a")}), "a -> <base>, Begin");
	EXPECT_EQ(describe(m, {Direction::upgrade, node(m, "m")}), "b, c -> m, Merge");
	EXPECT_EQ(describe(m, {Direction::downgrade, node(m, "m")}), "m -> b, c, Merge");
	EXPECT_EQ(describe_rows(m, {}), "<base>");
	EXPECT_EQ(describe_rows(m, m.parents(node(m, "m"))), "b, c");
}

TEST(Plan, OfTenThousandRevisionsTakesNoTimeToSpeakOf) {
	const auto start = std::chrono::steady_clock::now();
	const RevisionGraph graph(chain(10'000));
	const Plan upgrade = plan_upgrade(graph, {}, parse_target("head"));
	const Plan downgrade = plan_downgrade(graph, Names{graph.revisions().back().id}, parse_target("-10000"));
	EXPECT_EQ(upgrade.steps.size(), 10'000u);
	EXPECT_EQ(downgrade.steps.size(), 10'000u);
	// Far above what it takes, far below what it would take if it grew with the square.
	EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(Plan, OfAMergeOfAHundredThousandIsLinearToo) {
	std::vector<Revision> revisions{revision("root")};
	Revision all = revision("all");
	for (int i = 0; i < 100'000; ++i) {
		revisions.push_back(revision(fmt::format("b{}", i), {"root"}));
		all.revises.push_back(revisions.back().id);
	}
	revisions.push_back(std::move(all));
	const auto start = std::chrono::steady_clock::now();
	const RevisionGraph graph(std::move(revisions));
	EXPECT_EQ(plan_upgrade(graph, {}, parse_target("head")).steps.size(), 100'002u);
	EXPECT_EQ(plan_downgrade(graph, Names{"all"}, parse_target("root")).steps.size(), 100'001u);
	EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

} // namespace pgmigrate::core
