#include "commands.hpp"

namespace pgmigrate::core {

namespace {

Error refused_down(const RevisionGraph &graph, const Names &rows, std::string_view target) {
	return refused([&] { down(graph, rows, target); });
}

} // namespace

TEST(Downgrade, DropsWhatRestsOnTheChildrenOfTheTarget) {
	EXPECT_EQ(down(line(), {"c"}, "a"), "-c -b => a");
	EXPECT_EQ(down(line(), {"c"}, "lb"), "-c => b");
	EXPECT_EQ(down(line(), {"c"}, "c-1"), "-c => b");
	EXPECT_EQ(down(line(), {"c"}, "a+1"), "-c => b");
	EXPECT_EQ(down(fork(), {"b2", "c2"}, "a"), "-c2 -c1 -b2 -b1 => a");
	EXPECT_EQ(down(fork(), {"b2", "c2"}, "b1"), "-b2 => b1 c2");
	EXPECT_EQ(down(fork(), {"b2", "c2"}, "b2-2"), "-c2 -c1 -b2 -b1 => a");
}

TEST(Downgrade, DropsDependentsInOtherLinesButNotWhatTheyDependOn) {
	EXPECT_EQ(down(two_lines(), {"a3", "n3"}, "a1"), "-n3 -n2 -a3 -a2 => a1 n1");
	EXPECT_EQ(down(two_lines(), {"n3"}, "n1"), "-n3 -n2 => a2 n1");
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
	EXPECT_EQ(down(two_lines(), {"n3"}, "base"), "-n3 -n2 -n1 -a2 -a1 => ");
	EXPECT_EQ(down(line(), {"b"}, "a-1"), "-b -a => ");
	EXPECT_EQ(down(line(), {}, "base"), " => ");
}

TEST(Downgrade, ToTheHeadDoesNothingIfItIsApplied) {
	EXPECT_EQ(down(line(), {"c"}, "head"), " => c");
	EXPECT_EQ(down(line(), {"c"}, "heads"), " => c");
	EXPECT_EQ(down(RevisionGraph({}), {}, "head"), " => ");
	EXPECT_EQ(refused_down(line(), {"b"}, "head").sqlstate, "PM008");
	EXPECT_EQ(refused_down(fork(), {"b1"}, "head").sqlstate, "PM005");
}

TEST(Downgrade, GoesToOneRevision) {
	const Error error = refused_down(fork(), {"b2"}, "heads");
	EXPECT_EQ(error.sqlstate, "PM009");
	EXPECT_EQ(error.message, "a downgrade goes to one revision, and there are several heads");
	EXPECT_EQ(error.detail, "The heads are \"b2\", \"c2\".");
	EXPECT_EQ(error.hint, "Name one of them.");
	EXPECT_EQ(refused_down(fork(), {"b2"}, "current").sqlstate, "PM009");
}

TEST(Downgrade, ToWhatIsNotAppliedIsRefused) {
	const Error error = refused_down(line(), {"a"}, "c");
	EXPECT_EQ(error.sqlstate, "PM008");
	EXPECT_EQ(error.message, "revision \"c\" is not applied");
	EXPECT_EQ(error.detail, "The current revision is \"a\".");
	EXPECT_EQ(error.hint,
		"A downgrade goes to an applied revision; SELECT pgmigrate.upgrade('c'); applies this one.");
	EXPECT_EQ(refused_down(line(), {}, "c").detail, "Nothing is applied.");
	EXPECT_EQ(refused_down(fork(), {"b1", "c1"}, "c2").detail, "The current revisions are \"b1\", \"c1\".");
	EXPECT_EQ(refused_down(fork(), {"b1"}, "right@c1").sqlstate, "PM008");
}

TEST(DowngradeOfABranch, DropsAtAForkOnlyTheSideOfTheBranch) {
	EXPECT_EQ(down(fork(), {"b2", "c2"}, "left@a"), "-b2 -b1 => c2");
	EXPECT_EQ(down(fork(), {"b2", "c2"}, "c2@a"), "-c2 -c1 => b2");
	EXPECT_EQ(down(fork(), {"b2", "c2"}, "left@b1"), "-b2 => b1 c2");
	EXPECT_EQ(down(fork(), {"b2", "c2"}, "left@b2-2"), "-b2 -b1 => c2");
}

TEST(DowngradeOfABranch, ToBaseDropsItsRootsAndLeavesWhatItDependedOn) {
	EXPECT_EQ(down(two_lines(), {"a3", "n3"}, "net@base"), "-n3 -n2 -n1 => a3");
	EXPECT_EQ(down(two_lines(), {"n3"}, "net@base"), "-n3 -n2 -n1 => a2");
	EXPECT_EQ(down(two_lines(), {"n3"}, "acc@base"), "-n3 -n2 -a2 -a1 => n1");
	EXPECT_EQ(down(fork(), {"b2", "c2"}, "left@base"), "-c2 -c1 -b2 -b1 -a => ");
}

TEST(DowngradeOfABranch, ToItsHeadDropsNothing) {
	EXPECT_EQ(down(two_lines(), {"a3", "n3"}, "acc@head"), " => a3 n3");
	EXPECT_EQ(down(fork(), {"b2", "c1"}, "left@heads"), " => b2 c1");
	EXPECT_EQ(refused_down(fork(), {"b2", "c1"}, "right@head").message, "revision \"c2\" is not applied");
	EXPECT_EQ(refused_down(fork(), {"b2", "c1"}, "a@head").sqlstate, "PM005");
	EXPECT_EQ(refused_down(fork(), {"b2", "c2"}, "a@heads").sqlstate, "PM009");
}

TEST(DowngradeOfABranch, ThatDoesNotTellTheSidesApartIsRefused) {
	const Error error = refused_down(fork(), {"b2", "c2"}, "a@a");
	EXPECT_EQ(error.sqlstate, "PM008");
	EXPECT_EQ(error.message, "branch \"a\" does not tell what to drop above \"a\"");
	EXPECT_EQ(
		error.detail, "Directly above are \"b1\", \"c1\"; none of them is revision \"a\" or revised by it.");
	EXPECT_EQ(error.hint,
		"SELECT pgmigrate.downgrade('a'); drops all of them; a branch label or id on the line to drop, with \"@\", "
		"only that line.");
}

TEST(DowngradeOfABranch, NeedsABranchThatIsThereAndTheTargetOnIt) {
	EXPECT_EQ(refused_down(fork(), {"b2"}, "gone@a").sqlstate, "PM004");
	EXPECT_EQ(refused_down(fork(), {"b2"}, "gone@base").sqlstate, "PM004");
	EXPECT_EQ(refused_down(fork(), {"b2"}, "right@b1").sqlstate, "PM003");
}

TEST(DowngradeBySteps, CountsFromTheOnlyRowToBase) {
	EXPECT_EQ(down(line(), {"c"}, "-1"), "-c => b");
	EXPECT_EQ(down(line(), {"c"}, "-2"), "-c -b => a");
	EXPECT_EQ(down(line(), {"c"}, "-3"), "-c -b -a => ");
	EXPECT_EQ(down(line(), {"c"}, "current-1"), "-c => b");
}

TEST(DowngradeBySteps, BelowTheBeginningIsOutOfRange) {
	EXPECT_EQ(refused_down(line(), {"b"}, "-3").detail, "From \"b\" down there are 2 revisions on the line.");
	const Error error = refused_down(line(), {}, "-1");
	EXPECT_EQ(error.sqlstate, "PM006");
	EXPECT_EQ(error.message, "\"-1\" leads below the beginning");
	EXPECT_EQ(error.detail, "Nothing is applied.");
}

TEST(DowngradeBySteps, AtAMergeOrFromSeveralPlacesIsAmbiguous) {
	EXPECT_EQ(down(merge(), {"d"}, "-1"), "-d => m");
	EXPECT_EQ(refused_down(merge(), {"d"}, "-2").detail, "Revision \"m\" merges \"b\", \"c\".");
	EXPECT_EQ(refused_down(merge(), {"m"}, "-1").sqlstate, "PM007");
	EXPECT_EQ(refused_down(fork(), {"b1", "c1"}, "-1").sqlstate, "PM007");
}

TEST(DowngradeBySteps, DropsTheChildOnItsLineAndItsDependentsOnly) {
	EXPECT_EQ(down(two_lines(), {"n2"}, "-1"), "-n2 => a2 n1");
	EXPECT_EQ(down(fork(), {"b2"}, "-2"), "-b2 -b1 => a");
}

TEST(DowngradeBySteps, OnABranchCountsFromWhatIsAppliedOfIt) {
	EXPECT_EQ(down(fork(), {"b2", "c2"}, "left@-1"), "-b2 => b1 c2");
	EXPECT_EQ(down(fork(), {"b2", "c2"}, "left@-2"), "-b2 -b1 => c2");
	EXPECT_EQ(down(two_lines(), {"a3", "n3"}, "net@-3"), "-n3 -n2 -n1 => a3");
	EXPECT_EQ(down(two_lines(), {"n3"}, "acc@-1"), "-n3 -n2 -a2 => a1 n1");
	EXPECT_EQ(refused_down(two_lines(), {"a3"}, "net@-1").sqlstate, "PM006");
	EXPECT_EQ(refused_down(fork(), {"b2", "c2"}, "a@-1").sqlstate, "PM007");
}

TEST(DowngradeBySteps, DoesNotGoUp) {
	for (std::string_view target : {"+1", "current+1", "lb@+1"}) {
		const Error error = refused_down(line(), {"b"}, target);
		EXPECT_EQ(error.sqlstate, "PM006");
		EXPECT_EQ(error.message, fmt::format("\"{}\" points upwards", target));
		EXPECT_EQ(error.hint, fmt::format("Steps that way are for SELECT pgmigrate.upgrade('{}');", target));
	}
}

TEST(Downgrade, FromRowsThatMakeNoSenseIsRefused) {
	EXPECT_EQ(refused_down(line(), {"gone"}, "a").sqlstate, "PM001");
	EXPECT_EQ(refused_down(line(), {"gone"}, "base").sqlstate, "PM001");
	EXPECT_EQ(refused_down(line(), {"b", "a"}, "a").sqlstate, "PM016");
	EXPECT_EQ(refused_down(line(), {"b", "a"}, "base").sqlstate, "PM016");
}

TEST(Downgrade, ToBaseNeedsAWholeGraphAndToARevisionItDoesNot) {
	const RevisionGraph graph({revision("a"), revision("b", {"a"}), revision("c", {"gone"})});
	EXPECT_EQ(down(graph, {"b"}, "a"), "-b => a");
	EXPECT_EQ(refused_down(graph, {"b"}, "base").sqlstate, "PM015");
}

} // namespace pgmigrate::core
