#include "core/plan.hpp"

#include <chrono>

#include "helpers.hpp"

namespace pgmigrate::core {

namespace {
std::string shown(const RevisionGraph &graph, const Plan &plan) {
	Names steps;
	for (const Step &step : plan.steps)
		steps.push_back((step.direction == Direction::upgrade ? "+" : "-") + graph[step.node].id);
	return fmt::format("{} => {}", fmt::join(steps, " "), ids(graph, plan.rows_after));
}
// "+steps -steps => rows".
std::string up(const RevisionGraph &graph, const Names &rows, std::string_view target) {
	return shown(graph, plan_upgrade(graph, rows, parse_target(target)));
}
std::string down(const RevisionGraph &graph, const Names &rows, std::string_view target) {
	return shown(graph, plan_downgrade(graph, rows, parse_target(target)));
}
std::string stamp(
	const RevisionGraph &graph, const Names &rows, std::string_view target, bool purge = false) {
	const Plan plan = plan_stamp(graph, rows, parse_target(target), purge);
	EXPECT_TRUE(plan.steps.empty());
	return ids(graph, plan.rows_after);
}
template <typename Function>
Error refusal(Function function) {
	const Error error = error_of(function);
	expect_style(error);
	return error;
}

RevisionGraph line() {
	return RevisionGraph(
		{revision("a", {}, {}, {}, "Begin"), revision("b", {"a"}, {}, {"lb"}), revision("c", {"b"})});
}
// a forks to b1 - b2 and c1 - c2.
RevisionGraph fork() {
	return RevisionGraph({revision("a"), revision("b1", {"a"}), revision("b2", {"b1"}), revision("c1", {"a"}),
		revision("c2", {"c1"})});
}
// a forks to b and c, which m merges; d comes after.
RevisionGraph merge() {
	return RevisionGraph({revision("a"), revision("b", {"a"}), revision("c", {"a"}),
		revision("m", {"b", "c"}, {}, {}, "Merge"), revision("d", {"m"})});
}
// Two lines; n2 depends on a2.
RevisionGraph two_lines() {
	return RevisionGraph({revision("a1"), revision("a2", {"a1"}), revision("a3", {"a2"}), revision("n1"),
		revision("n2", {"n1"}, {"a2"}), revision("n3", {"n2"})});
}
} // namespace

TEST(Upgrade, RunsWhatTheTargetRestsOnAndIsNotApplied) {
	EXPECT_EQ(up(line(), {}, "head"), "+a +b +c => c");
	EXPECT_EQ(up(line(), {"a"}, "heads"), "+b +c => c");
	EXPECT_EQ(up(line(), {}, "lb"), "+a +b => b");
	EXPECT_EQ(up(two_lines(), {}, "n2"), "+a1 +a2 +n1 +n2 => n2");
	EXPECT_EQ(up(two_lines(), {"a1"}, "heads"), "+a2 +a3 +n1 +n2 +n3 => a3 n3");
}

TEST(Upgrade, ToWhatIsAppliedDoesNothing) {
	EXPECT_EQ(up(line(), {"c"}, "b"), " => c");
	EXPECT_EQ(up(line(), {"c"}, "head"), " => c");
	EXPECT_EQ(up(line(), {"b"}, "base"), " => b");
	EXPECT_EQ(up(RevisionGraph({}), {}, "head"), " => ");
}

TEST(Upgrade, OfAMergeReplacesTheRowsOfItsParents) {
	EXPECT_EQ(up(merge(), {"b", "c"}, "m"), "+m => m");
	EXPECT_EQ(up(merge(), {"b"}, "m"), "+c +m => m");
}

TEST(Upgrade, KeepsRowsThatNothingNewRestsOn) {
	EXPECT_EQ(up(fork(), {"c2"}, "b1"), "+b1 => b1 c2");
}

TEST(Upgrade, ToTheHeadOfSeveralIsRefused) {
	EXPECT_EQ(refusal([] { up(fork(), {}, "head"); }).sqlstate, "PM005");
}

TEST(UpgradeBySteps, CountsFromTheOnlyRow) {
	EXPECT_EQ(up(line(), {"a"}, "+1"), "+b => b");
	EXPECT_EQ(up(line(), {"a"}, "+2"), "+b +c => c");
	EXPECT_EQ(up(line(), {}, "+1"), "+a => a");
	EXPECT_EQ(up(line(), {}, "+3"), "+a +b +c => c");
}

TEST(UpgradeBySteps, CountsStepsInTheGraphAndRunsWhatTheyRestOn) {
	EXPECT_EQ(up(merge(), {"b"}, "+1"), "+c +m => m");
}

TEST(UpgradeBySteps, PastTheEndIsOutOfRange) {
	const Error error = refusal([] { up(line(), {"b"}, "+2"); });
	EXPECT_EQ(error.sqlstate, "PM006");
	EXPECT_EQ(error.detail, "The current revision is \"b\". Above it there is 1 revision.");
	EXPECT_EQ(refusal([] { up(line(), {}, "+4"); }).sqlstate, "PM006");
	EXPECT_EQ(refusal([] { up(RevisionGraph({}), {}, "+1"); }).detail,
		"Nothing is applied. Above it there are no revisions.");
}

TEST(UpgradeBySteps, AtAForkOrFromSeveralPlacesIsAmbiguous) {
	const Error error = refusal([] { up(fork(), {"a"}, "+1"); });
	EXPECT_EQ(error.sqlstate, "PM007");
	EXPECT_EQ(error.detail, "The line forks to \"b1\", \"c1\".");
	EXPECT_EQ(refusal([] { up(fork(), {"b1", "c1"}, "+1"); }).sqlstate, "PM007");
	EXPECT_EQ(refusal([] { up(two_lines(), {}, "+1"); }).sqlstate, "PM007");
}

TEST(UpgradeBySteps, DoesNotGoDown) {
	const Error error = refusal([] { up(line(), {"b"}, "-1"); });
	EXPECT_EQ(error.sqlstate, "PM006");
	EXPECT_NE(error.hint.find("pgmigrate.downgrade('-1')"), std::string::npos);
}

TEST(Downgrade, DropsWhatRestsOnTheChildrenOfTheTarget) {
	EXPECT_EQ(down(line(), {"c"}, "a"), "-c -b => a");
	EXPECT_EQ(down(line(), {"c"}, "lb"), "-c => b");
	EXPECT_EQ(down(fork(), {"b2", "c2"}, "a"), "-c2 -c1 -b2 -b1 => a");
	EXPECT_EQ(down(fork(), {"b2", "c2"}, "b1"), "-b2 => b1 c2");
}

TEST(Downgrade, DropsDependentsInOtherLinesButNotWhatTheyDependOn) {
	EXPECT_EQ(down(two_lines(), {"a3", "n3"}, "a1"), "-n3 -n2 -a3 -a2 => a1 n1");
	EXPECT_EQ(down(two_lines(), {"a2", "n3"}, "n1"), "-n3 -n2 => a2 n1");
}

TEST(Downgrade, ToWhatIsCoveredByADependentOnlyDoesNothing) {
	EXPECT_EQ(down(two_lines(), {"n3"}, "a2"), " => n3");
}

TEST(Downgrade, OfAMergeGivesItsParentsTheirRowsBack) {
	EXPECT_EQ(down(merge(), {"d"}, "m"), "-d => m");
	EXPECT_EQ(down(merge(), {"m"}, "b"), "-m => b c");
}

TEST(Downgrade, ToBaseDropsAll) {
	EXPECT_EQ(down(merge(), {"m"}, "base"), "-m -c -b -a => ");
	EXPECT_EQ(down(line(), {}, "base"), " => ");
}

TEST(Downgrade, ToTheHeadDoesNothingIfItIsApplied) {
	EXPECT_EQ(down(line(), {"c"}, "head"), " => c");
	EXPECT_EQ(down(line(), {"c"}, "heads"), " => c");
	EXPECT_EQ(down(RevisionGraph({}), {}, "head"), " => ");
	EXPECT_EQ(refusal([] { down(line(), {"b"}, "head"); }).sqlstate, "PM008");
	EXPECT_EQ(refusal([] { down(fork(), {"b1"}, "head"); }).sqlstate, "PM005");
	EXPECT_EQ(refusal([] { down(fork(), {"b1"}, "heads"); }).sqlstate, "PM009");
}

TEST(Downgrade, ToWhatIsNotAppliedIsRefused) {
	const Error error = refusal([] { down(line(), {"a"}, "c"); });
	EXPECT_EQ(error.sqlstate, "PM008");
	EXPECT_EQ(error.message, "revision \"c\" is not applied");
	EXPECT_EQ(error.detail, "The current revision is \"a\".");
	EXPECT_EQ(refusal([] { down(line(), {}, "c"); }).detail, "Nothing is applied.");
	EXPECT_EQ(refusal([] {
		down(fork(), {"b1", "c1"}, "c2");
	}).detail,
		"The current revisions are \"b1\", \"c1\".");
}

TEST(DowngradeBySteps, CountsFromTheOnlyRowToBase) {
	EXPECT_EQ(down(line(), {"c"}, "-1"), "-c => b");
	EXPECT_EQ(down(line(), {"c"}, "-2"), "-c -b => a");
	EXPECT_EQ(down(line(), {"c"}, "-3"), "-c -b -a => ");
}

TEST(DowngradeBySteps, BelowTheBeginningIsOutOfRange) {
	const Error error = refusal([] { down(line(), {"b"}, "-3"); });
	EXPECT_EQ(error.sqlstate, "PM006");
	EXPECT_EQ(error.detail, "The current revision is \"b\". With it there are 2 revisions on the line.");
	EXPECT_EQ(refusal([] { down(line(), {}, "-1"); }).sqlstate, "PM006");
}

TEST(DowngradeBySteps, AtAMergeOrFromSeveralPlacesIsAmbiguous) {
	EXPECT_EQ(down(merge(), {"d"}, "-1"), "-d => m");
	const Error error = refusal([] { down(merge(), {"d"}, "-2"); });
	EXPECT_EQ(error.sqlstate, "PM007");
	EXPECT_EQ(error.detail, "Revision \"m\" merges \"b\", \"c\".");
	EXPECT_EQ(refusal([] { down(fork(), {"b1", "c1"}, "-1"); }).sqlstate, "PM007");
}

TEST(DowngradeBySteps, DropsTheChildOnItsLineAndItsDependentsOnly) {
	EXPECT_EQ(down(two_lines(), {"n2"}, "-1"), "-n2 => a2 n1");
}

TEST(DowngradeBySteps, DoesNotGoUp) {
	const Error error = refusal([] { down(line(), {"b"}, "+1"); });
	EXPECT_EQ(error.sqlstate, "PM006");
	EXPECT_NE(error.hint.find("pgmigrate.upgrade('+1')"), std::string::npos);
}

TEST(Rows, OfRevisionsThatAreNotThereAreRefused) {
	const Error error = refusal([] { up(line(), {"gone"}, "head"); });
	EXPECT_EQ(error.sqlstate, "PM001");
	EXPECT_EQ(error.message, "version row \"gone\" names a revision that is not uploaded");
	EXPECT_NE(error.hint.find("pgmigrate.stamp(target, purge => true)"), std::string::npos);
}

TEST(Rows, ThatCoverEachOtherCountOnce) {
	const RevisionGraph graph = line();
	EXPECT_EQ(ids(graph, plan_upgrade(graph, Names{"b", "a"}, parse_target("b")).rows_before), "b");
	EXPECT_EQ(up(graph, {"a", "b"}, "head"), "+c => c");
}

TEST(Rows, OfParentsThatRestOnEachOtherAreRight) {
	const RevisionGraph graph(
		{revision("a"), revision("b", {"a"}), revision("m", {"a", "b"}), revision("z")});
	EXPECT_EQ(up(graph, {}, "heads"), "+a +b +m +z => m z");
	EXPECT_EQ(down(graph, {"m", "z"}, "b"), "-m => b z");
	const RevisionGraph four(
		{revision("a"), revision("c", {"a"}), revision("x"), revision("y", {"x"}, {"c", "a"})});
	EXPECT_EQ(up(four, {}, "heads"), "+a +c +x +y => y");
}

TEST(Stamp, DoesTheBookkeepingOfAnUpgrade) {
	EXPECT_EQ(stamp(line(), {}, "head"), "c");
	EXPECT_EQ(stamp(fork(), {"b2"}, "c1"), "b2 c1");
	EXPECT_EQ(stamp(fork(), {"b2", "c1"}, "heads"), "b2 c2");
	EXPECT_EQ(stamp(line(), {"a"}, "+1"), "b");
}

TEST(Stamp, DoesTheBookkeepingOfADowngrade) {
	EXPECT_EQ(stamp(line(), {"c"}, "a"), "a");
	EXPECT_EQ(stamp(merge(), {"m"}, "b"), "b c");
	EXPECT_EQ(stamp(line(), {"c"}, "-2"), "a");
	EXPECT_EQ(stamp(fork(), {"b2", "c2"}, "base"), "");
	EXPECT_EQ(stamp(fork(), {"b2", "c2"}, "heads"), "b2 c2");
}

TEST(Stamp, WithPurgeForgetsTheRowsFirstUnknownOnesToo) {
	EXPECT_EQ(stamp(fork(), {"b2", "gone"}, "c1", true), "c1");
	EXPECT_EQ(stamp(line(), {"c"}, "a", true), "a");
	EXPECT_EQ(stamp(line(), {"gone"}, "base", true), "");
	EXPECT_EQ(stamp(line(), {"gone"}, "+1", true), "a");
	EXPECT_EQ(refusal([] { stamp(line(), {"c"}, "-1", true); }).sqlstate, "PM006");
	EXPECT_EQ(refusal([] { stamp(line(), {"gone"}, "a"); }).sqlstate, "PM001");
}

TEST(Plan, NeedsOnlyTheRevisionsThatItTouches) {
	const RevisionGraph graph({revision("a"), revision("b", {"gone"})});
	EXPECT_EQ(up(graph, {}, "a"), "+a => a");
	EXPECT_EQ(refusal([&] { up(graph, {}, "heads"); }).sqlstate, "PM015");
}

TEST(History, IsNewestFirst) {
	EXPECT_EQ(ids(line(), history(line(), "")), "c b a");
	EXPECT_EQ(ids(line(), history(line(), ":")), "c b a");
	EXPECT_EQ(ids(merge(), history(merge(), ":head")), "d m c b a");
}

TEST(History, RangeIncludesBothEnds) {
	EXPECT_EQ(ids(line(), history(line(), "b:")), "c b");
	EXPECT_EQ(ids(line(), history(line(), ":b")), "b a");
	EXPECT_EQ(ids(line(), history(line(), "b:c")), "c b");
	EXPECT_EQ(ids(line(), history(line(), "base:lb")), "b a");
	EXPECT_EQ(ids(line(), history(line(), "head:")), "c");
}

TEST(History, RangeOffOneLineIsRefused) {
	EXPECT_EQ(refusal([] { history(fork(), "b1:c2"); }).sqlstate, "PM008");
	EXPECT_EQ(refusal([] { history(line(), "c:a"); }).sqlstate, "PM008");
}

TEST(History, RangeHasOneColonAndNoSteps) {
	EXPECT_EQ(refusal([] { history(line(), "a"); }).sqlstate, "PM009");
	EXPECT_EQ(refusal([] { history(line(), "a:b:c"); }).sqlstate, "PM009");
	EXPECT_EQ(refusal([] { history(line(), "-1:"); }).sqlstate, "PM009");
	EXPECT_EQ(refusal([] { history(line(), "current:"); }).sqlstate, "PM009");
}

TEST(History, ShowsAllOfAGraphWithNamesMissing) {
	const RevisionGraph graph({revision("a"), revision("b", {"gone"})});
	EXPECT_EQ(ids(graph, history(graph, "")), "b a");
	EXPECT_EQ(refusal([&] { history(graph, ":b"); }).sqlstate, "PM015");
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
