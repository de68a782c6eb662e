#include "core/history.hpp"

#include "commands.hpp"

namespace pgmigrate::core {

namespace {

Error refused_range(const RevisionGraph &graph, std::string_view range, const Names &rows = {}) {
	return refused([&] { listed(graph, range, rows); });
}

} // namespace

TEST(History, IsNewestFirst) {
	EXPECT_EQ(listed(line(), ""), "c b a");
	EXPECT_EQ(listed(line(), ":"), "c b a");
	EXPECT_EQ(listed(merge(), ":head"), "d m c b a");
	EXPECT_EQ(listed(two_lines(), ":heads"), "n3 n2 n1 a3 a2 a1");
	EXPECT_EQ(listed(RevisionGraph({}), ":"), "");
}

TEST(History, RangeIncludesBothEnds) {
	EXPECT_EQ(listed(line(), "b:"), "c b");
	EXPECT_EQ(listed(line(), ":b"), "b a");
	EXPECT_EQ(listed(line(), "b:c"), "c b");
	EXPECT_EQ(listed(line(), "b:b"), "b");
	EXPECT_EQ(listed(line(), "head:"), "c");
	EXPECT_EQ(listed(line(), "lb:head"), "c b");
}

TEST(History, FromBaseIsFromTheBeginning) {
	EXPECT_EQ(listed(line(), "base:lb"), "b a");
	EXPECT_EQ(listed(line(), "base:"), "c b a");
	EXPECT_EQ(listed(line(), "base:base"), "");
	EXPECT_EQ(listed(line(), ":base"), "");
}

TEST(History, UpToARevisionHoldsWhatItDependsOn) {
	EXPECT_EQ(listed(two_lines(), ":n2"), "n2 n1 a2 a1");
	EXPECT_EQ(listed(two_lines(), ":net@head"), "n3 n2 n1 a2 a1");
}

TEST(History, FromARevisionHoldsOnlyWhatRestsOnIt) {
	EXPECT_EQ(listed(fork(), "b1:"), "b2 b1");
	EXPECT_EQ(listed(merge(), "b:d"), "d m b");
	EXPECT_EQ(listed(two_lines(), "a2:"), "n3 n2 a3 a2");
	EXPECT_EQ(listed(two_lines(), "a2:n3"), "n3 n2 a2");
	EXPECT_EQ(listed(fork(), "heads:"), "c2 b2");
}

TEST(HistoryOfABranch, FromItsBaseLeavesOutWhatItDependsOn) {
	EXPECT_EQ(listed(two_lines(), "net@base:"), "n3 n2 n1");
	EXPECT_EQ(listed(two_lines(), "net@base:n2"), "n2 n1");
	EXPECT_EQ(listed(two_lines(), "n3@base:"), "n3 n2 n1");
	EXPECT_EQ(listed(two_lines(), "acc@base:"), "a3 a2 a1");
	EXPECT_EQ(listed(fork(), "left@base:"), "b2 b1 a");
	EXPECT_EQ(listed(fork(), "left@base:c2"), "a"); // the part of the branch that is below
}

TEST(HistoryOfABranch, NeedsABranchThatIsThere) {
	EXPECT_EQ(refused_range(fork(), "gone@base:").sqlstate, "PM004");
	EXPECT_EQ(refused_range(fork(), ":gone@head").sqlstate, "PM004");
	EXPECT_EQ(refused_range(fork(), "gone@-1:b2").sqlstate, "PM004");
	EXPECT_EQ(refused_range(fork(), "b1:gone@+1").sqlstate, "PM004");
}

TEST(HistoryWithSteps, BackFromTheEndAtTheStart) {
	EXPECT_EQ(listed(line(), "-1:"), "c b");
	EXPECT_EQ(listed(line(), "-1:b"), "b a");
	EXPECT_EQ(listed(line(), "-2:head"), "c b a");
	EXPECT_EQ(listed(line(), "-3:"), "c b a"); // the whole line, and base
	EXPECT_EQ(listed(line(), "head-1:head"), "c b");
	EXPECT_EQ(refused_range(line(), "-4:").sqlstate, "PM006");
}

TEST(HistoryWithSteps, BackFromSeveralEndsAreAmbiguousUnlessABranchNamesOne) {
	const Error error = refused_range(fork(), "-1:");
	EXPECT_EQ(error.sqlstate, "PM007");
	EXPECT_EQ(error.message, "\"-1\" is ambiguous");
	EXPECT_EQ(error.detail, "It would count from each of \"b2\", \"c2\".");
	EXPECT_EQ(listed(fork(), "left@-1:"), "b2 b1");
	EXPECT_EQ(listed(fork(), "-1:left@head"), "b2 b1");
	EXPECT_EQ(refused_range(merge(), "-2:").detail, "Revision \"m\" merges \"b\", \"c\".");
}

TEST(HistoryWithSteps, OnFromTheStartAtTheEnd) {
	EXPECT_EQ(listed(line(), "a:+1"), "b a");
	EXPECT_EQ(listed(line(), "a:+2", {"c"}), "c b a");
	EXPECT_EQ(listed(line(), "base:+2"), "b a");
	EXPECT_EQ(listed(fork(), "a:left@+2"), "b2 b1 a");
	EXPECT_EQ(refused_range(line(), "a:+3").sqlstate, "PM006");
	EXPECT_EQ(refused_range(fork(), "a:+1").sqlstate, "PM007");
	EXPECT_EQ(refused_range(fork(), "heads:+1").sqlstate, "PM007");
}

TEST(HistoryWithSteps, OnFromWhatIsAppliedWithoutAStart) {
	EXPECT_EQ(listed(line(), ":+1", {"a"}), "b a");
	EXPECT_EQ(listed(line(), ":+1"), "a");
	EXPECT_EQ(listed(line(), ":-1", {"c"}), "b a");
	EXPECT_EQ(listed(line(), "+1:", {"a"}), "c b");
}

TEST(HistoryWithSteps, AtBothEndsCountFromWhatIsApplied) {
	const RevisionGraph graph(chain(9));
	EXPECT_EQ(listed(graph, "-1:+2", {"r000004"}), "r000006 r000005 r000004 r000003");
	EXPECT_EQ(listed(graph, "+1:+2", {"r000004"}), "r000007 r000006 r000005");
	EXPECT_EQ(refused_range(fork(), "-1:+1", {"b1", "c1"}).sqlstate, "PM007");
}

TEST(HistoryOfCurrent, EndsOrBeginsAtWhatIsApplied) {
	EXPECT_EQ(listed(line(), ":current", {"b"}), "b a");
	EXPECT_EQ(listed(line(), "current:", {"b"}), "c b");
	EXPECT_EQ(listed(line(), "current:current", {"b"}), "b");
	EXPECT_EQ(listed(line(), "a:current+1", {"b"}), "c b a");
	EXPECT_EQ(listed(line(), ":current"), "");
	EXPECT_EQ(listed(line(), "current:"), "c b a");
	EXPECT_EQ(refused_range(line(), ":current", {"gone"}).sqlstate, "PM001");
}

TEST(HistoryOfCurrent, CountsStepsBackFromIt) {
	EXPECT_EQ(listed(line(), "-1:current", {"b"}), "b a");
	EXPECT_EQ(listed(line(), "current-1:current", {"c"}), "c b");
	EXPECT_EQ(listed(line(), "current:+1", {"a"}), "b a");
}

TEST(HistoryOfCurrent, WithSeveralRowsHoldsWhatAnyRestsOnOrWhatRestsOnAny) {
	EXPECT_EQ(listed(fork(), ":current", {"b2", "c1"}), "c1 b2 b1 a");
	EXPECT_EQ(listed(fork(), "current:", {"b1", "c2"}), "c2 b2 b1");
	EXPECT_EQ(listed(fork(), "left@current:", {"b1", "c2"}), "b2 b1");
	EXPECT_EQ(listed(fork(), "b1:current", {"b2", "c1"}), "b2 b1");
	EXPECT_EQ(refused_range(fork(), "-1:current", {"b1", "c1"}).sqlstate, "PM007");
	EXPECT_EQ(listed(fork(), "left@-1:current", {"b2", "c1"}), "b2 b1");
}

TEST(History, RangeWhoseEndDoesNotRestOnItsStartIsRefused) {
	const Error error = refused_range(line(), "c:a");
	EXPECT_EQ(error.sqlstate, "PM008");
	EXPECT_EQ(error.message, "the history of \"a\" does not hold \"c\"");
	EXPECT_EQ(error.detail, "The first end of a range is a revision that the second rests on.");
	EXPECT_EQ(error.hint, "The other way round it would be \"a:c\".");
	EXPECT_EQ(refused_range(fork(), "b1:c2").sqlstate, "PM008");
	EXPECT_EQ(refused_range(line(), "b:base").sqlstate, "PM008");
	EXPECT_EQ(refused_range(two_lines(), "n1:a3").sqlstate, "PM008");
	EXPECT_EQ(refused_range(line(), "c:current", {"a"}).sqlstate, "PM008");
}

TEST(History, RangeFailsAsItsEndsDo) {
	EXPECT_EQ(refused_range(fork(), "gone:").sqlstate, "PM001");
	EXPECT_EQ(refused_range(fork(), ":b").sqlstate, "PM002");
	EXPECT_EQ(refused_range(fork(), "left@c1:").sqlstate, "PM003");
	EXPECT_EQ(refused_range(fork(), "head:").sqlstate, "PM005");
	EXPECT_EQ(refused_range(fork(), ":head").sqlstate, "PM005");
	EXPECT_EQ(refused_range(fork(), "b1:a+1").sqlstate, "PM007");
	EXPECT_EQ(refused_range(line(), "a").sqlstate, "PM009");
}

TEST(History, ShowsAllOfAGraphWithNamesMissing) {
	const RevisionGraph graph({revision("a"), revision("b", {"gone"})});
	EXPECT_EQ(listed(graph, ""), "b a");
	EXPECT_EQ(listed(graph, "b:"), "b");
	EXPECT_EQ(listed(graph, ":a"), "a");
	EXPECT_EQ(refused_range(graph, ":b").sqlstate, "PM015");
}

} // namespace pgmigrate::core
