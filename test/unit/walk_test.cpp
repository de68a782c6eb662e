#include "core/walk.hpp"

#include "commands.hpp"

namespace pgmigrate::core {

namespace {

Error refused_walk(const RevisionGraph &graph, std::string_view target, const Names &rows = {}) {
	return refused([&] { located(graph, target, rows); });
}

} // namespace

TEST(StepsFromAName, LeadUpAndDownItsLine) {
	EXPECT_EQ(located(line(), "a+1"), "b");
	EXPECT_EQ(located(line(), "a+2"), "c");
	EXPECT_EQ(located(line(), "c-1"), "b");
	EXPECT_EQ(located(line(), "c-2"), "a");
	EXPECT_EQ(located(line(), "c-3"), "");
	EXPECT_EQ(located(line(), "head-1"), "b");
	EXPECT_EQ(located(line(), "heads-1"), "b");
	EXPECT_EQ(located(line(), "lb-1"), "a");
	EXPECT_EQ(located(line(), "lb+1"), "c");
}

TEST(StepsFromAName, CountRevisionsOfTheGraphAndFollowNoDependencies) {
	EXPECT_EQ(located(merge(), "b+1"), "m");
	EXPECT_EQ(located(two_lines(), "n2-1"), "n1");
	EXPECT_EQ(located(two_lines(), "a2+1"), "a3");
}

TEST(StepsFromAName, DoNotDependOnWhatIsApplied) {
	EXPECT_EQ(located(line(), "a+1", {"c"}), "b");
	EXPECT_EQ(located(line(), "a+1", {"gone"}), "b");
}

TEST(StepsFromBase, BeginAtTheOnlyBase) {
	EXPECT_EQ(located(line(), "base+1"), "a");
	EXPECT_EQ(located(line(), "base+3", {"b"}), "c");
	EXPECT_EQ(located(two_lines(), "net@base+2"), "n2");
	const Error error = refused_walk(two_lines(), "base+1");
	EXPECT_EQ(error.sqlstate, "PM007");
	EXPECT_EQ(error.detail, "The line forks to \"a1\", \"n1\".");
}

TEST(StepsFromBase, DoNotLeadDown) {
	const Error error = refused_walk(line(), "base-1", {"c"});
	EXPECT_EQ(error.sqlstate, "PM006");
	EXPECT_EQ(error.message, "\"base-1\" leads below the beginning");
	EXPECT_EQ(error.detail, "It counts from the beginning.");
	EXPECT_EQ(error.hint, "Name the revision to go to.");
	EXPECT_EQ(refused_walk(RevisionGraph({}), "head-1").sqlstate, "PM006");
}

TEST(StepsUp, PastTheEndAreOutOfRange) {
	const Error error = refused_walk(line(), "b+2");
	EXPECT_EQ(error.sqlstate, "PM006");
	EXPECT_EQ(error.message, "\"b+2\" leads past the end of the line");
	EXPECT_EQ(error.detail, "Above \"b\" there is 1 revision.");
	EXPECT_EQ(error.hint, "Use \"head\" to go to the end.");
	EXPECT_EQ(refused_walk(line(), "head+1").detail, "Above \"c\" there are no revisions.");
	EXPECT_EQ(refused_walk(line(), "a+999999999999999").detail, "Above \"a\" there are 2 revisions.");
	EXPECT_EQ(refused_walk(RevisionGraph({}), "+1").detail, "From the beginning there are no revisions.");
}

TEST(StepsUp, PastTheEndOfABranchSayWhichBranch) {
	const Error error = refused_walk(fork(), "left@+4");
	EXPECT_EQ(error.detail, "On branch \"left\" from the beginning there are 3 revisions.");
	EXPECT_EQ(error.hint, "Use \"head\" behind the branch to go to its end.");
	EXPECT_EQ(
		refused_walk(fork(), "left@a+3").detail, "On branch \"left\" above \"a\" there are 2 revisions.");
}

TEST(StepsUp, AtAForkAreAmbiguous) {
	const Error error = refused_walk(fork(), "a+1");
	EXPECT_EQ(error.sqlstate, "PM007");
	EXPECT_EQ(error.message, "\"a+1\" is ambiguous");
	EXPECT_EQ(error.detail, "The line forks to \"b1\", \"c1\".");
	EXPECT_EQ(error.hint, "Name the revision to go to, or put a branch before it: \"branch@+N\".");
}

TEST(StepsUp, TakeTheSideOfTheirBranchAtAFork) {
	EXPECT_EQ(located(fork(), "left@a+1"), "b1");
	EXPECT_EQ(located(fork(), "right@a+2"), "c2");
	EXPECT_EQ(located(fork(), "c2@a+1"), "c1");
	EXPECT_EQ(located(fork(), "left@base+2"), "b1");
	EXPECT_EQ(refused_walk(fork(), "a@a+1").sqlstate, "PM007"); // both sides are on the line of "a"
}

TEST(StepsDown, BelowTheBeginningAreOutOfRange) {
	const Error error = refused_walk(line(), "b-3");
	EXPECT_EQ(error.sqlstate, "PM006");
	EXPECT_EQ(error.message, "\"b-3\" leads below the beginning");
	EXPECT_EQ(error.detail, "From \"b\" down there are 2 revisions on the line.");
	EXPECT_EQ(error.hint, "Use \"base\" to go to the beginning.");
	EXPECT_EQ(refused_walk(line(), "a-2").detail, "From \"a\" down there is 1 revision on the line.");
}

TEST(StepsDown, AtAMergeAreAmbiguousEvenOnABranch) {
	const Error error = refused_walk(merge(), "d-2");
	EXPECT_EQ(error.sqlstate, "PM007");
	EXPECT_EQ(error.detail, "Revision \"m\" merges \"b\", \"c\".");
	EXPECT_EQ(error.hint, "Name the revision to go to.");
	EXPECT_EQ(located(merge(), "d-1"), "m");
	EXPECT_EQ(refused_walk(merge(), "b@m-1").sqlstate, "PM007");
}

TEST(Steps, FromSeveralHeadsAreAmbiguous) {
	const Error error = refused_walk(fork(), "heads-1");
	EXPECT_EQ(error.sqlstate, "PM007");
	EXPECT_EQ(error.detail, "It would count from each of \"b2\", \"c2\".");
	EXPECT_EQ(located(fork(), "left@heads-1"), "b1");
}

TEST(RelativeSteps, CountFromTheOnlyRow) {
	EXPECT_EQ(located(line(), "+1", {"b"}), "c");
	EXPECT_EQ(located(line(), "-1", {"b"}), "a");
	EXPECT_EQ(located(line(), "-2", {"b"}), "");
	EXPECT_EQ(located(line(), "current+1", {"b"}), "c");
	EXPECT_EQ(located(line(), "current-1", {"b"}), "a");
}

TEST(RelativeSteps, CountFromTheBeginningWhereNothingIsApplied) {
	EXPECT_EQ(located(line(), "+1"), "a");
	EXPECT_EQ(located(line(), "+3"), "c");
	const Error error = refused_walk(line(), "-1");
	EXPECT_EQ(error.sqlstate, "PM006");
	EXPECT_EQ(error.detail, "Nothing is applied that it could count from.");
}

TEST(RelativeSteps, FromSeveralRowsAreAmbiguous) {
	for (std::string_view target : {"+1", "-1", "current+1", "current-1"}) {
		const Error error = refused_walk(fork(), target, {"b1", "c1"});
		EXPECT_EQ(error.sqlstate, "PM007");
		EXPECT_EQ(error.message, fmt::format("\"{}\" is ambiguous", target));
		EXPECT_EQ(error.detail, "It would count from each of \"b1\", \"c1\".");
		EXPECT_EQ(error.hint,
			"Name the revision to go to, or put the branch before it: \"branch@+N\", \"branch@-N\".");
	}
}

TEST(RelativeStepsOnABranch, CountFromTheRowOnItsLine) {
	EXPECT_EQ(located(fork(), "left@+1", {"b1", "c1"}), "b2");
	EXPECT_EQ(located(fork(), "right@-1", {"b1", "c1"}), "a");
	EXPECT_EQ(located(fork(), "left@+1", {"a"}), "b1");
	EXPECT_EQ(located(fork(), "left@current+1", {"b1", "c1"}), "b2");
}

TEST(RelativeStepsOnABranch, CountFromTheEndOfWhatIsAppliedOfItWhereItHasNoRow) {
	EXPECT_EQ(located(two_lines(), "acc@+1", {"n3"}), "a3");
	EXPECT_EQ(located(two_lines(), "acc@-1", {"n3"}), "a1");
}

TEST(RelativeStepsOnABranch, CountFromItsBeginningWhereNothingOfItIsApplied) {
	EXPECT_EQ(located(two_lines(), "net@+2", {"a3"}), "n2");
	EXPECT_EQ(
		refused_walk(two_lines(), "net@-1", {"a3"}).detail, "Nothing is applied that it could count from.");
}

TEST(RelativeStepsOnABranch, ThatIsAppliedOnTwoSidesAreAmbiguous) {
	const Error error = refused_walk(fork(), "a@-1", {"b1", "c2"});
	EXPECT_EQ(error.sqlstate, "PM007");
	EXPECT_EQ(error.detail, "It would count from each of \"b1\", \"c2\".");
	EXPECT_EQ(error.hint, "Name the revision to go to.");
	// The same where they are only implied by what depends on them.
	const RevisionGraph graph(
		{revision("a"), revision("b", {"a"}), revision("c", {"a"}), revision("x", {}, {"b", "c"})});
	EXPECT_EQ(refused_walk(graph, "a@+1", {"x"}).detail, "It would count from each of \"b\", \"c\".");
}

TEST(Current, IsWhatIsAppliedOnTheBranchIfThereIsOne) {
	EXPECT_EQ(located(fork(), "current", {"b2", "c1"}), "b2 c1");
	EXPECT_EQ(located(fork(), "left@current", {"b2", "c1"}), "b2");
	EXPECT_EQ(located(fork(), "current"), "");
	EXPECT_EQ(located(two_lines(), "acc@current", {"n3"}), "");
}

TEST(Walk, FromARowThatIsNotUploadedIsRefused) {
	for (std::string_view target : {"+1", "-1", "current", "lb@+1"})
		EXPECT_EQ(refused_walk(line(), target, {"gone"}).message,
			"version row \"gone\" names a revision that is not uploaded");
}

} // namespace pgmigrate::core
