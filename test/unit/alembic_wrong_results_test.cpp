// Eleven graphs and states for which Alembic 1.19 gives a wrong result, or none; here they must come out right.
#include "commands.hpp"

#include "core/applied.hpp"

#include <algorithm>

namespace pgmigrate::core {

namespace {

// m merges a and b, though b revises a; z stands apart.
RevisionGraph related_parents() {
	return RevisionGraph({revision("a"), revision("b", {"a"}), revision("m", {"a", "b"}), revision("z")});
}

// y depends on c and on a, which c revises.
RevisionGraph related_dependencies() {
	return RevisionGraph(
		{revision("a"), revision("c", {"a"}), revision("x"), revision("y", {"x"}, {"c", "a"})});
}

// Two lines that know nothing of each other.
RevisionGraph apart() {
	return RevisionGraph({revision("a1"), revision("a2", {"a1"}), revision("b1"), revision("b2", {"b1"})});
}

} // namespace

TEST(AlembicWrongResult01, UpgradeOfARevisionWhoseParentsOrDependenciesAreRelatedKeepsTheRowsRight) {
	EXPECT_EQ(up(related_dependencies(), {}, "heads"), "+a +c +x +y => y");
	EXPECT_EQ(up(related_dependencies(), {"c", "x"}, "heads"), "+y => y");
	EXPECT_EQ(up(related_parents(), {}, "heads"), "+a +b +m +z => m z");
	EXPECT_EQ(up(related_parents(), {"b", "z"}, "m"), "+m => m z");
}

TEST(AlembicWrongResult02, DowngradeOfSuchARevisionLeavesNoRowsThatCoverEachOther) {
	EXPECT_EQ(down(related_parents(), {"m", "z"}, "b"), "-m => b z");
	EXPECT_EQ(up(related_parents(), {"b", "z"}, "heads"), "+m => m z");
	const RevisionGraph graph({revision("a"), revision("c", {"a"}), revision("x"),
		revision("y", {"x"}, {"c", "a"}), revision("z")});
	EXPECT_EQ(down(graph, {"y", "z"}, "x"), "-y => c x z");
	EXPECT_EQ(up(graph, {"c", "x", "z"}, "heads"), "+y => y z");
}

TEST(AlembicWrongResult03, StampToHeadsKeepsTheRowsThatAreThereAlready) {
	EXPECT_EQ(stamp(apart(), {"a2", "b1"}, "heads"), "a2 b2");
	EXPECT_EQ(stamp(apart(), {"a2", "b2"}, Names{"a1", "b2"}), "a1 b2");
}

TEST(AlembicWrongResult04, StampTakesSeveralTargetsDownwardsAndTheSameOneTwice) {
	EXPECT_EQ(stamp(apart(), {"a2", "b2"}, Names{"a1", "b1"}), "a1 b1");
	EXPECT_EQ(stamp(apart(), {}, Names{"a1", "a1"}), "a1");
}

TEST(AlembicWrongResult05, StampRefusesTargetsThatRestOnEachOther) {
	EXPECT_EQ(refused([] { stamp(apart(), {}, Names{"a1", "a2"}); }).sqlstate, "PM016");
	EXPECT_EQ(refused([] { stamp(two_lines(), {}, Names{"a2", "n3"}); }).sqlstate, "PM016");
}

TEST(AlembicWrongResult06, StampToOneParentOfAMergeKeepsTheLineOfTheOther) {
	EXPECT_EQ(stamp(merge(), {"m"}, "b"), "b c");
	EXPECT_EQ(stamp(merge(), {"d"}, "c"), "b c");
	EXPECT_EQ(stamp(two_lines(), {"n3"}, "net@base"), "a2");
}

TEST(AlembicWrongResult07, CheckOfTheHeadsSucceedsThoughOneIsOnlyADependency) {
	const RevisionGraph graph({revision("a"), revision("x", {}, {"a"})});
	EXPECT_NO_THROW(check_heads(graph, Names{"x"}));
	EXPECT_EQ(refused([&] { check_heads(graph, Names{"a"}); }).sqlstate, "PM030");
}

TEST(AlembicWrongResult08, DowngradeLooksAtTheBranchBeforeTheTarget) {
	EXPECT_EQ(refused([] { down(apart(), {"a2"}, "gone@a1"); }).sqlstate, "PM004");
	EXPECT_EQ(refused([] { down(apart(), {"a2"}, "b2@a1"); }).sqlstate, "PM003");
	EXPECT_EQ(down(apart(), {"a2", "b2"}, "a1@head"), " => a2 b2");
	EXPECT_EQ(down(two_lines(), {"a3", "n3"}, "acc@head-1"), "-a3 => n3");
}

TEST(AlembicWrongResult09, HistoryUpToCurrentCountsStepsFromCurrent) {
	EXPECT_EQ(listed(line(), "-1:current", {"b"}), "b a");
	EXPECT_EQ(listed(RevisionGraph(chain(9)), "-2:current", {"r000004"}), "r000004 r000003 r000002");
}

TEST(AlembicWrongResult10, HistoryOfABranchFromItsBaseHoldsNoDependenciesAndTakesIds) {
	EXPECT_EQ(listed(two_lines(), "net@base:"), "n3 n2 n1");
	EXPECT_EQ(listed(two_lines(), "n2@base:"), "n3 n2 n1");
	const RevisionGraph two_names(
		{revision("a"), revision("b", {"a"}, {}, {"one", "two"}), revision("c", {"b"})});
	EXPECT_EQ(listed(two_names, "one@base:"), "c b a");
	EXPECT_EQ(listed(two_names, "two@base:"), "c b a");
}

TEST(AlembicWrongResult11, WhatALabelMeansDoesNotDependOnTheOrderInWhichRevisionsAreLoaded) {
	std::vector<Revision> revisions{revision("a"), revision("b", {"a"}, {}, {"left"}), revision("c", {"a"}),
		revision("d", {"b"}), revision("e", {"c"}, {}, {"right"})};
	const auto by_id = [](const Revision &one, const Revision &other) { return one.id < other.id; };
	do {
		const RevisionGraph graph(revisions);
		EXPECT_EQ(listed(graph, "left@base:"), "d b a");
		EXPECT_EQ(listed(graph, "right@base:"), "e c a");
		EXPECT_EQ(located(graph, "left@head"), "d");
		// A revision has the labels that its file declares, wherever it lies.
		EXPECT_EQ(graph[node(graph, "a")].branch_labels, Names{});
		EXPECT_EQ(graph[node(graph, "d")].branch_labels, Names{});
	} while (std::ranges::next_permutation(revisions, by_id).found);
}

} // namespace pgmigrate::core
