#include "core/revision_graph.hpp"

#include "helpers.hpp"

namespace pgmigrate::core {

namespace {
Error refusal(std::vector<Revision> revisions) {
	const Error error = error_of([&] { RevisionGraph graph(std::move(revisions)); });
	expect_style(error);
	return error;
}

// base - a1 - a2 - m
//      \ b1 -----/      x, which depends on b1 by label
RevisionGraph diamond() {
	return RevisionGraph(
		{revision("base0"), revision("a1", {"base0"}), revision("b1", {"base0"}, {}, {"bill"}),
			revision("a2", {"a1"}), revision("m", {"a2", "b1"}), revision("x", {}, {"bill"})});
}
} // namespace

TEST(Graph, KnowsWhatIsAboveAndBelow) {
	const RevisionGraph graph = diamond();
	EXPECT_EQ(ids(graph, graph.parents(node(graph, "m"))), "a2 b1");
	EXPECT_EQ(ids(graph, graph.children(node(graph, "base0"))), "a1 b1");
	EXPECT_EQ(ids(graph, graph.dependencies(node(graph, "x"))), "b1");
	EXPECT_EQ(ids(graph, graph.dependents(node(graph, "b1"))), "x");
	EXPECT_EQ(ids(graph, graph.heads()), "m x");
	EXPECT_EQ(ids(graph, graph.bases()), "base0 x");
}

TEST(Graph, FindsIdsAndLabelsExactly) {
	const RevisionGraph graph = diamond();
	EXPECT_TRUE(graph.find("a1"));
	EXPECT_FALSE(graph.find("a"));
	EXPECT_FALSE(graph.find("bill"));
	EXPECT_EQ(graph[graph.find_label("bill").value()].id, "b1");
}

TEST(Graph, MayBeEmpty) {
	const RevisionGraph graph({});
	EXPECT_TRUE(graph.heads().empty());
	EXPECT_TRUE(graph.order(graph.closure({})).empty());
}

TEST(Heads, ThatSomethingDependsOnAreNotReal) {
	const RevisionGraph graph({revision("a"), revision("x", {}, {"a"})});
	EXPECT_EQ(ids(graph, graph.heads()), "a x");
	EXPECT_EQ(ids(graph, graph.real_heads()), "x");
}

TEST(Graph, PrefersAnIdToALabelInDependencies) {
	const RevisionGraph graph({revision("a"), revision("b", {}, {"a"})});
	EXPECT_EQ(ids(graph, graph.dependencies(node(graph, "b"))), "a");
}

TEST(Graph, CountsANameThatIsGivenTwiceOnce) {
	const RevisionGraph graph({revision("a", {}, {}, {"l"}), revision("b", {"a", "a"}, {"l", "a"})});
	EXPECT_EQ(graph.parents(node(graph, "b")).size(), 1u);
	EXPECT_EQ(graph.dependencies(node(graph, "b")).size(), 1u);
	EXPECT_EQ(ids(graph, graph.order(graph.closure(graph.heads()))), "a b");
}

TEST(Graph, AllowsADependencyOnAnAncestor) {
	const RevisionGraph graph({revision("a"), revision("b", {"a"}), revision("c", {"b"}, {"a"})});
	EXPECT_EQ(ids(graph, graph.tips(graph.closure(graph.heads()))), "c");
}

TEST(Graph, RefusesAnIdThatIsGivenTwice) {
	const Error error = refusal({revision("a"), revision("a")});
	EXPECT_EQ(error.sqlstate, "PM012");
	EXPECT_EQ(error.where.revision, "a");
}

TEST(Graph, RefusesALabelThatIsDeclaredTwiceOrIsAnId) {
	const Error twice = refusal({revision("a", {}, {}, {"l"}), revision("b", {}, {}, {"l"})});
	EXPECT_EQ(twice.sqlstate, "PM013");
	EXPECT_EQ(twice.detail, "Revisions \"a\" and \"b\" declare it.");
	EXPECT_EQ(refusal({revision("a", {}, {}, {"b"}), revision("b")}).message,
		"branch label \"b\" is also a revision id");
}

TEST(Graph, RefusesIllegalIdsAndLabels) {
	EXPECT_EQ(refusal({revision("a+1")}).sqlstate, "PM014");
	EXPECT_EQ(refusal({revision("a", {}, {}, {"head"})}).sqlstate, "PM014");
}

TEST(Cycle, AlongRevisesNamesItsMembersFromTheLowerToTheHigher) {
	const Error error = refusal({revision("z"), revision("a", {"c"}), revision("b", {"a"}),
		revision("c", {"b"}), revision("d", {"c"})});
	EXPECT_EQ(error.sqlstate, "PM010");
	EXPECT_EQ(error.message, "revisions form a cycle: \"a\", \"b\", \"c\"");
}

TEST(Cycle, OfOneRevisionWithItself) {
	EXPECT_EQ(refusal({revision("a", {"a"})}).message, "revision \"a\" revises itself");
	const Error error = refusal({revision("a", {}, {"a"})});
	EXPECT_EQ(error.sqlstate, "PM011");
	EXPECT_EQ(error.message, "revision \"a\" depends on itself");
}

TEST(Cycle, ThatClosesThroughDependsOnOnlyIsADependencyCycle) {
	const Error error =
		refusal({revision("a", {}, {"l"}), revision("b", {"a"}), revision("c", {"b"}, {}, {"l"})});
	EXPECT_EQ(error.sqlstate, "PM011");
	EXPECT_NE(error.message.find("\"a\", \"b\", \"c\""), std::string::npos) << error.message;
}

TEST(Cycle, OfManyNamesTenOfThem) {
	std::vector<Revision> revisions = chain(100'000);
	revisions.front().revises.push_back(revisions.back().id);
	const Error error = refusal(std::move(revisions));
	EXPECT_EQ(error.sqlstate, "PM010");
	EXPECT_TRUE(error.message.ends_with("\"r000009\", ...")) << error.message;
}

TEST(MissingName, IsAnErrorOnlyToWhatNeedsIt) {
	const RevisionGraph graph({revision("a"), revision("b", {"gone"}), revision("c", {"a"}, {"lost"})});
	EXPECT_EQ(*graph.missing_reference(node(graph, "b")), "gone");
	EXPECT_EQ(graph.missing_reference(node(graph, "a")), nullptr);
	EXPECT_EQ(ids(graph, graph.bases()), "a");
	EXPECT_EQ(ids(graph, graph.closure(std::vector{node(graph, "a")})), "a");

	const Error error = error_of([&] { graph.closure(std::vector{node(graph, "b")}); });
	EXPECT_EQ(error.sqlstate, "PM015");
	EXPECT_EQ(error.message, "revision \"b\" rests on \"gone\", which is not there");
	EXPECT_EQ(error.where.revision, "b");
	expect_style(error);
	EXPECT_NE(error_of([&] { graph.closure(std::vector{node(graph, "c")}); }).detail.find("depends_on"),
		std::string::npos);
}

TEST(Closure, HoldsAllThatANodeRestsOn) {
	const RevisionGraph graph = diamond();
	EXPECT_EQ(ids(graph, graph.closure(std::vector{node(graph, "x")})), "base0 b1 x");
	EXPECT_EQ(ids(graph, graph.closure(std::vector{node(graph, "a2")})), "base0 a1 a2");
}

TEST(DependentsClosure, HoldsAllThatRestsOnANode) {
	const RevisionGraph graph = diamond();
	EXPECT_EQ(ids(graph, graph.dependents_closure(std::vector{node(graph, "b1")})), "b1 m x");
	EXPECT_EQ(ids(graph, graph.dependents_closure(std::vector{node(graph, "a2")})), "a2 m");
}

TEST(Tips, AreTheMembersThatNoOtherMemberRestsOn) {
	const RevisionGraph graph = diamond();
	EXPECT_EQ(
		ids(graph, graph.tips(graph.closure(std::vector{node(graph, "a2"), node(graph, "x")}))), "a2 x");
	EXPECT_EQ(ids(graph, graph.tips(graph.closure(graph.heads()))), "m x");
	EXPECT_TRUE(graph.tips(NodeSet(graph.size())).empty());
}

TEST(Order, StaysOnALineUntilItForksOrMerges) {
	const RevisionGraph graph({revision("b2", {"b1"}), revision("a1"), revision("b1"), revision("a2", {"a1"}),
		revision("m", {"a2", "b2"})});
	EXPECT_EQ(ids(graph, graph.order(graph.closure(graph.heads()))), "a1 a2 b1 b2 m");
}

TEST(Order, EndsABranchBeforeItBeginsTheNext) {
	EXPECT_EQ(ids(diamond(), diamond().order(diamond().closure(diamond().heads()))), "base0 a1 a2 b1 m x");
}

TEST(Order, HoldsTheMembersOnly) {
	const RevisionGraph graph = diamond();
	NodeSet members(graph.size());
	members.insert(node(graph, "m"));
	members.insert(node(graph, "a1"));
	EXPECT_EQ(ids(graph, graph.order(members)), "a1 m");
}

TEST(Order, NeedsNoStackForAHundredThousandRevisionsInALine) {
	std::vector<Revision> revisions = chain(100'000);
	std::reverse(revisions.begin(), revisions.end());
	const RevisionGraph graph(std::move(revisions));
	const std::vector<Node> order = graph.order(graph.closure(graph.heads()));
	ASSERT_EQ(order.size(), graph.size());
	EXPECT_EQ(graph[order.front()].id, "r000000");
	EXPECT_EQ(graph[order.back()].id, "r099999");
}

TEST(NodeSet, CountsItsMembers) {
	NodeSet set(3);
	EXPECT_TRUE(set.empty());
	EXPECT_TRUE(set.insert(2));
	EXPECT_FALSE(set.insert(2));
	EXPECT_EQ(set.size(), 1u);
	EXPECT_EQ(set.nodes(), (std::vector<Node>{2}));
	EXPECT_TRUE(set.erase(2));
	EXPECT_FALSE(set.erase(2));
	EXPECT_TRUE(set.empty());
}

} // namespace pgmigrate::core
