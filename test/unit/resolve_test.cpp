#include "core/resolve.hpp"

#include <chrono>

#include "commands.hpp"

namespace pgmigrate::core {

namespace {

// A trunk that forks to "billing" and "network", whose ids begin alike, and a line apart.
RevisionGraph alike() {
	return RevisionGraph({revision("trunk"), revision("ab1", {"trunk"}, {}, {"billing"}),
		revision("ab2", {"trunk"}, {}, {"network"}), revision("ac1", {"ab1"}), revision("ac2", {"ab2"}),
		revision("solo", {}, {}, {"apart"})});
}

Error refused_name(const RevisionGraph &graph, std::string_view name) {
	return refused([&] { resolve_name(graph, name); });
}

Error refused_target(const RevisionGraph &graph, std::string_view target) {
	return refused([&] { located(graph, target); });
}

} // namespace

TEST(Name, IsAnIdALabelOrAUniquePrefixOfAnId) {
	const RevisionGraph graph({revision("001_a", {}, {}, {"billing"}), revision("002_b", {"001_a"})});
	EXPECT_EQ(located(graph, "001_a"), "001_a");
	EXPECT_EQ(located(graph, "billing"), "001_a");
	EXPECT_EQ(located(graph, "002"), "002_b");
}

TEST(Name, IsTheExactIdOrLabelBeforeItIsAPrefix) {
	const RevisionGraph graph({revision("a"), revision("ab", {"a"}), revision("x", {"ab"}, {}, {"lab"}),
		revision("label1", {"x"})});
	EXPECT_EQ(located(graph, "a"), "a");
	EXPECT_EQ(located(graph, "lab"), "x");
}

TEST(Name, MayHoldDotsAndBytesThatAreNotAscii) {
	const RevisionGraph graph({revision("1.0"), revision("1.0.1", {"1.0"}), revision("größe", {"1.0.1"})});
	EXPECT_EQ(located(graph, "1.0"), "1.0");
	EXPECT_EQ(located(graph, "1.0+2"), "größe");
	EXPECT_EQ(located(graph, "grö-1"), "1.0.1");
	EXPECT_EQ(located(graph, "1.0.@head"), "größe");
}

TEST(Name, MayHave255Bytes) {
	const std::string longest(255, 'x'), other = std::string(254, 'x') + "y";
	const RevisionGraph graph({revision(longest), revision(other, {longest})});
	EXPECT_EQ(located(graph, longest + "+1"), other);
	EXPECT_EQ(located(graph, other + "@" + longest), longest);
	EXPECT_EQ(refused_name(graph, std::string(254, 'x')).sqlstate, "PM002");
	EXPECT_EQ(refused_name(graph, longest + "x").hint,
		fmt::format("Did you mean \"{}\" or \"{}\"?", longest, other));
}

TEST(Name, MayBeAPrefixOfALabel) {
	const RevisionGraph graph(
		{revision("a", {}, {}, {"billing", "bills"}), revision("b", {"a"}, {}, {"box"})});
	EXPECT_EQ(located(graph, "bill"), "a"); // two labels, one revision
	EXPECT_EQ(located(graph, "bi"), "a");
	EXPECT_EQ(located(graph, "bo"), "b");
}

TEST(Name, MayBeAPrefixOfOneByte) {
	EXPECT_EQ(located(alike(), "t"), "trunk");
}

TEST(Name, ThatFitsSeveralIdsIsAmbiguousAndTheCandidatesAreListed) {
	const RevisionGraph graph({revision("001_a"), revision("002_b", {"001_a"})});
	const Error error = refused_name(graph, "00");
	EXPECT_EQ(error.sqlstate, "PM002");
	EXPECT_EQ(error.message, "prefix \"00\" fits 2 revisions");
	EXPECT_EQ(error.detail, "The candidates are \"001_a\", \"002_b\".");
	EXPECT_EQ(error.hint, "Type more of the id.");
}

TEST(Name, ThatFitsAnIdAndALabelOfAnotherIsAmbiguous) {
	const RevisionGraph graph({revision("net1"), revision("x", {"net1"}, {}, {"network"})});
	EXPECT_EQ(refused_name(graph, "net").detail, "The candidates are \"net1\", \"x\".");
}

TEST(Name, ThatFitsManyIdsListsTenOfThem) {
	const RevisionGraph graph(chain(30));
	const Error error = refused_name(graph, "r0000");
	EXPECT_EQ(error.message, "prefix \"r0000\" fits 30 revisions");
	EXPECT_NE(error.detail.find("\"r000009\", ...."), std::string::npos) << error.detail;
}

TEST(Name, ThatIsMisspeltIsUnknownAndTheNearestAreNamed) {
	const RevisionGraph graph({revision("001_create_users"), revision("002_orders", {"001_create_users"})});
	const Error error = refused_name(graph, "001_creat_user");
	EXPECT_EQ(error.sqlstate, "PM001");
	EXPECT_EQ(error.message, "no revision, branch label or unique prefix \"001_creat_user\"");
	EXPECT_EQ(error.detail, "There are 2 revisions.");
	EXPECT_EQ(error.hint, "Did you mean \"001_create_users\"?");
}

TEST(Name, ThatIsNearNothingIsUnknownAndTheHintSaysWhatLists) {
	const RevisionGraph graph({revision("001_create_users")});
	EXPECT_EQ(
		refused_name(graph, "zzz").hint, "SELECT revision FROM pgmigrate.history(':'); lists the revisions.");
	EXPECT_EQ(refused_name(graph, "zzz").detail, "There is 1 revision.");
	EXPECT_EQ(refused_name(graph, "HEAD").hint, "Did you mean \"head\"?");
	EXPECT_EQ(refused_name(RevisionGraph({}), "a").detail, "There are no revisions.");
}

TEST(Nearest, NamesAreBestFirstAndIncludeLabels) {
	const RevisionGraph graph(
		{revision("payment1"), revision("payments"), revision("x", {}, {}, {"payment"})});
	EXPECT_EQ(nearest_names(graph, "paymen"), (Names{"payment", "payment1", "payments"}));
	EXPECT_EQ(nearest_names(graph, "payments", 1), (Names{"payments"}));
	EXPECT_TRUE(nearest_names(graph, "payments", 0).empty());
}

TEST(Nearest, NamesAreFoundFastAmongAHundredThousand) {
	const RevisionGraph graph(chain(100'000));
	const auto start = std::chrono::steady_clock::now();
	EXPECT_EQ(nearest_names(graph, "r05O000").front(), "r050000");
	EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(2));
}

TEST(Branch, IsEverythingThatItsRevisionRevisesAndThatRevisesIt) {
	const RevisionGraph graph = merge();
	EXPECT_EQ(ids(graph, branch_of(graph, parse_target("b@head"))->line), "a b m d");
	EXPECT_EQ(ids(graph, branch_of(graph, parse_target("m@head"))->line), "a b c m d");
	EXPECT_FALSE(branch_of(graph, parse_target("head")));
}

TEST(Branch, DoesNotFollowDependencies) {
	const RevisionGraph graph = two_lines();
	EXPECT_EQ(ids(graph, branch_of(graph, parse_target("net@head"))->line), "n1 n2 n3");
	EXPECT_EQ(ids(graph, branch_of(graph, parse_target("acc@head"))->line), "a1 a2 a3");
}

TEST(Branch, GoesByALabelAnIdOrAUniquePrefixOfEither) {
	const RevisionGraph graph = alike();
	for (std::string_view name : {"billing", "bill", "ab1", "ac1"})
		EXPECT_EQ(located(graph, fmt::format("{}@head", name)), "ac1") << name;
	EXPECT_EQ(refused_target(graph, "ab@head").sqlstate, "PM002");
}

TEST(Branch, ThatIsNotThereIsUnknown) {
	const Error error = refused_target(alike(), "biling@head");
	EXPECT_EQ(error.sqlstate, "PM004");
	EXPECT_EQ(error.message, "no branch \"biling\"");
	EXPECT_EQ(error.detail,
		"A branch goes by a branch label, or by the id, or a unique prefix, of a revision on it.");
	EXPECT_EQ(error.hint, "Did you mean \"billing\"?");
	for (std::string_view target :
		{"gone@ab1", "gone@base", "gone@heads", "gone@+1", "gone@-1", "gone@ab1-1"})
		EXPECT_EQ(refused_target(alike(), target).sqlstate, "PM004") << target;
}

TEST(NameOnABranch, IsOnItsLineAboveOrBelow) {
	const RevisionGraph graph = alike();
	EXPECT_EQ(located(graph, "billing@ac1"), "ac1");
	EXPECT_EQ(located(graph, "billing@trunk"), "trunk");
	EXPECT_EQ(located(graph, "ac1@billing"), "ab1");
	EXPECT_EQ(located(graph, "apart@solo"), "solo");
}

TEST(NameOnABranch, MayBeAPrefixThatFitsSeveralElsewhere) {
	EXPECT_EQ(refused_target(alike(), "ac").sqlstate, "PM002");
	EXPECT_EQ(located(alike(), "network@ac"), "ac2");
	EXPECT_EQ(located(alike(), "billing@ab"), "ab1");
}

TEST(NameOnABranch, ThatFitsSeveralOnTheBranchIsAmbiguous) {
	const Error error = refused_target(alike(), "billing@a");
	EXPECT_EQ(error.sqlstate, "PM002");
	EXPECT_EQ(error.detail, "The candidates are \"ab1\", \"ac1\".");
}

TEST(NameOnABranch, ThatIsOnAnotherIsRefused) {
	const Error error = refused_target(alike(), "billing@ac2");
	EXPECT_EQ(error.sqlstate, "PM003");
	EXPECT_EQ(error.message, "revision \"ac2\" is not on branch \"billing\"");
	EXPECT_EQ(
		error.detail, "A branch is what revision \"ab1\" revises, directly or not, and what revises it.");
	EXPECT_EQ(error.hint, "Leave \"billing@\" out, or name a revision of that branch.");
	EXPECT_EQ(
		refused_target(alike(), "billing@sol").message, "revision \"solo\" is not on branch \"billing\"");
	EXPECT_EQ(refused_target(alike(), "billing@network").sqlstate, "PM003");
	EXPECT_EQ(refused_target(alike(), "billing@solo-1").sqlstate, "PM003");
	EXPECT_EQ(refused_target(two_lines(), "net@a2").sqlstate, "PM003");
}

TEST(NameOnABranch, ThatIsNowhereIsUnknown) {
	EXPECT_EQ(refused_target(alike(), "billing@gone").sqlstate, "PM001");
}

TEST(Head, IsTheOneRevisionWithoutChildren) {
	EXPECT_EQ(located(line(), "head"), "c");
	EXPECT_EQ(located(line(), "heads"), "c");
	EXPECT_EQ(located(line(), "base"), "");
	EXPECT_FALSE(single_head(RevisionGraph({})));
}

TEST(Head, IsAmbiguousIfThereAreSeveralAndTheHeadsAreListed) {
	EXPECT_EQ(located(fork(), "heads"), "b2 c2");
	const Error error = refused_target(fork(), "head");
	EXPECT_EQ(error.sqlstate, "PM005");
	EXPECT_EQ(error.message, "there are 2 heads, and \"head\" asks for the only one");
	EXPECT_EQ(error.detail, "The heads are \"b2\", \"c2\".");
	EXPECT_EQ(refused_target(fork(), "head-1").sqlstate, "PM005");
}

TEST(Head, OfABranchIsTheOneOnItsLine) {
	EXPECT_EQ(located(fork(), "left@head"), "b2");
	EXPECT_EQ(located(fork(), "c1@head"), "c2");
	EXPECT_EQ(located(merge(), "b@head"), "d");
	EXPECT_EQ(located(fork(), "a@heads"), "b2 c2");
	const Error error = refused_target(fork(), "a@head");
	EXPECT_EQ(error.sqlstate, "PM005");
	EXPECT_EQ(error.message, "there are 2 heads on branch \"a\", and \"head\" asks for the only one");
}

TEST(Heads, AreOnlyThoseThatNothingDependsOn) {
	const RevisionGraph graph({revision("a"), revision("x", {}, {"a"})});
	EXPECT_EQ(located(graph, "heads"), "x");
	EXPECT_EQ(refused_target(graph, "head").sqlstate, "PM005");
}

TEST(Heads, OfABranchAreItsOwnEvenIfSomethingDependsOnThem) {
	const RevisionGraph graph({revision("a"), revision("x", {}, {"a"})});
	EXPECT_EQ(located(graph, "a@heads"), "a");
	EXPECT_EQ(located(graph, "a@head"), "a");
}

TEST(Heads, OfAGraphThatLacksARevisionAreRefusedAndThoseOfAWholeBranchAreNot) {
	const RevisionGraph graph({revision("a"), revision("b", {"gone"})});
	for (std::string_view target : {"head", "heads"}) {
		const Error error = refused_target(graph, target);
		EXPECT_EQ(error.sqlstate, "PM015");
		EXPECT_EQ(error.message, "revision \"b\" rests on \"gone\", which is not there");
	}
	EXPECT_EQ(located(graph, "a@head"), "a");
	EXPECT_EQ(located(graph, "a@heads"), "a");
}

TEST(Base, OfABranchIsBelowAllToo) {
	EXPECT_EQ(located(fork(), "left@base"), "");
}

TEST(Symbol, ThatCountsFromWhatIsAppliedNamesNothingOfItself) {
	for (std::string_view target : {"+1", "-1", "current"}) {
		const Error error = refused([&] { resolve_symbol(line(), parse_target(target)); });
		EXPECT_EQ(error.sqlstate, "PM009");
		EXPECT_EQ(error.message, fmt::format("\"{}\" does not name a revision here", target));
	}
}

} // namespace pgmigrate::core
