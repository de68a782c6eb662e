#include "commands.hpp"

namespace pgmigrate::core {

namespace {

Error refused_up(const RevisionGraph &graph, const Names &rows, std::string_view target) {
	return refused([&] { up(graph, rows, target); });
}

} // namespace

TEST(Upgrade, RunsWhatTheTargetRestsOnAndIsNotApplied) {
	EXPECT_EQ(up(line(), {}, "head"), "+a +b +c => c");
	EXPECT_EQ(up(line(), {"a"}, "heads"), "+b +c => c");
	EXPECT_EQ(up(line(), {}, "lb"), "+a +b => b");
	EXPECT_EQ(up(line(), {"a"}, "head-1"), "+b => b");
	EXPECT_EQ(up(line(), {}, "base+2"), "+a +b => b");
	EXPECT_EQ(up(two_lines(), {}, "n2"), "+a1 +a2 +n1 +n2 => n2");
	EXPECT_EQ(up(two_lines(), {"a1"}, "heads"), "+a2 +a3 +n1 +n2 +n3 => a3 n3");
}

TEST(Upgrade, ToABranchRunsThatBranchAndWhatItDependsOn) {
	EXPECT_EQ(up(fork(), {}, "left@head"), "+a +b1 +b2 => b2");
	EXPECT_EQ(up(fork(), {"c1"}, "left@heads"), "+b1 +b2 => b2 c1");
	EXPECT_EQ(up(fork(), {}, "a@heads"), "+a +b1 +b2 +c1 +c2 => b2 c2");
	EXPECT_EQ(up(two_lines(), {"a1"}, "net@head"), "+a2 +n1 +n2 +n3 => n3");
	EXPECT_EQ(up(two_lines(), {}, "acc@a2"), "+a1 +a2 => a2");
}

TEST(Upgrade, ToWhatIsAppliedDoesNothing) {
	EXPECT_EQ(up(line(), {"c"}, "b"), " => c");
	EXPECT_EQ(up(line(), {"c"}, "head"), " => c");
	EXPECT_EQ(up(line(), {"b"}, "base"), " => b");
	EXPECT_EQ(up(fork(), {"b1"}, "left@base"), " => b1");
	EXPECT_EQ(up(two_lines(), {"n3"}, "a2"), " => n3");
	EXPECT_EQ(up(line(), {"c"}, "a+1"), " => c");
	EXPECT_EQ(up(RevisionGraph({}), {}, "head"), " => ");
	EXPECT_EQ(up(RevisionGraph({}), {}, "heads"), " => ");
}

TEST(Upgrade, OfAMergeReplacesTheRowsOfItsParents) {
	EXPECT_EQ(up(merge(), {"b", "c"}, "m"), "+m => m");
	EXPECT_EQ(up(merge(), {"b"}, "m"), "+c +m => m");
}

TEST(Upgrade, KeepsRowsThatNothingNewRestsOn) {
	EXPECT_EQ(up(fork(), {"c2"}, "b1"), "+b1 => b1 c2");
}

TEST(Upgrade, OfWhatDependsOnARowReplacesThatRow) {
	EXPECT_EQ(up(two_lines(), {"a2", "n1"}, "n2"), "+n2 => n2");
	EXPECT_EQ(up(two_lines(), {"n2"}, "a3"), "+a3 => a3 n2");
}

TEST(Upgrade, ToTheHeadOfSeveralIsRefused) {
	const Error error = refused_up(fork(), {}, "head");
	EXPECT_EQ(error.sqlstate, "PM005");
	EXPECT_EQ(error.hint,
		"Name one of them, or \"branch@head\", or use \"heads\" for all. SELECT pgmigrate.merge('message', 'b2, "
		"c2'); makes them one.");
	EXPECT_EQ(refused_up(fork(), {"b2"}, "a@head").sqlstate, "PM005");
}

TEST(Upgrade, ToWhatIsAppliedAlreadyByNameOfCurrentIsRefused) {
	for (std::string_view target : {"current", "left@current"}) {
		const Error error = refused_up(fork(), {"b1"}, target);
		EXPECT_EQ(error.sqlstate, "PM009");
		EXPECT_EQ(error.message, fmt::format("\"{}\" is not a place to go to", target));
		EXPECT_EQ(error.detail, "It is what is applied already.");
	}
}

TEST(UpgradeBySteps, CountsFromTheOnlyRow) {
	EXPECT_EQ(up(line(), {"a"}, "+1"), "+b => b");
	EXPECT_EQ(up(line(), {"a"}, "+2"), "+b +c => c");
	EXPECT_EQ(up(line(), {"a"}, "current+2"), "+b +c => c");
	EXPECT_EQ(up(line(), {}, "+1"), "+a => a");
	EXPECT_EQ(up(line(), {}, "+3"), "+a +b +c => c");
}

TEST(UpgradeBySteps, CountsStepsInTheGraphAndRunsWhatTheyRestOn) {
	EXPECT_EQ(up(merge(), {"b"}, "+1"), "+c +m => m");
	EXPECT_EQ(up(two_lines(), {"n1"}, "+1"), "+a1 +a2 +n2 => n2");
}

TEST(UpgradeBySteps, OnABranchCountsFromWhatIsAppliedOfIt) {
	EXPECT_EQ(up(fork(), {"b1", "c1"}, "left@+1"), "+b2 => b2 c1");
	EXPECT_EQ(up(two_lines(), {"n3"}, "acc@+1"), "+a3 => a3 n3");
	EXPECT_EQ(up(two_lines(), {"a1"}, "net@+1"), "+n1 => a1 n1");
}

TEST(UpgradeBySteps, PastTheEndIsOutOfRange) {
	EXPECT_EQ(refused_up(line(), {"b"}, "+2").detail, "Above \"b\" there is 1 revision.");
	EXPECT_EQ(refused_up(line(), {}, "+4").sqlstate, "PM006");
	EXPECT_EQ(refused_up(fork(), {"b2"}, "left@+1").sqlstate, "PM006");
}

TEST(UpgradeBySteps, AtAForkOrFromSeveralPlacesIsAmbiguous) {
	EXPECT_EQ(refused_up(fork(), {"a"}, "+1").detail, "The line forks to \"b1\", \"c1\".");
	EXPECT_EQ(refused_up(fork(), {"b1", "c1"}, "+1").sqlstate, "PM007");
	EXPECT_EQ(refused_up(two_lines(), {}, "+1").sqlstate, "PM007");
}

TEST(UpgradeBySteps, DoesNotGoDown) {
	for (std::string_view target : {"-1", "current-1", "lb@-1"}) {
		const Error error = refused_up(line(), {"b"}, target);
		EXPECT_EQ(error.sqlstate, "PM006");
		EXPECT_EQ(error.message, fmt::format("\"{}\" points downwards", target));
		EXPECT_EQ(error.detail, "An upgrade only goes up.");
		EXPECT_EQ(
			error.hint, fmt::format("Steps that way are for SELECT pgmigrate.downgrade('{}');", target));
	}
}

TEST(UpgradeBySteps, ToBelowTheBeginningIsOutOfRange) {
	const Error error = refused_up(line(), {}, "b-2");
	EXPECT_EQ(error.sqlstate, "PM006");
	EXPECT_EQ(error.message, "\"b-2\" leads below the beginning");
	EXPECT_EQ(error.detail, "An upgrade only goes up.");
}

TEST(Upgrade, FromRowsThatMakeNoSenseIsRefused) {
	EXPECT_EQ(refused_up(line(), {"gone"}, "head").sqlstate, "PM001");
	EXPECT_EQ(refused_up(line(), {"b", "a"}, "head").sqlstate, "PM016");
}

TEST(Upgrade, NeedsOnlyTheRevisionsThatItTouches) {
	const RevisionGraph graph({revision("a"), revision("b", {"gone"})});
	EXPECT_EQ(up(graph, {}, "a"), "+a => a");
	EXPECT_EQ(refused_up(graph, {}, "b").sqlstate, "PM015");
	EXPECT_EQ(refused_up(graph, {}, "heads").sqlstate, "PM015");
}

} // namespace pgmigrate::core
