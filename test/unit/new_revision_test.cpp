// Where new revisions and merges go.
#include "core/new_revision.hpp"

#include "helpers.hpp"

namespace pgmigrate::core {

namespace {

// "a", and above it "b" with the label "side", and "c".
RevisionGraph fork() {
	return RevisionGraph({revision("a"), revision("b", {"a"}, {}, {"side"}), revision("c", {"a"})});
}

NewRevision wanted(Names revises = {"head"}, Names depends_on = {}) {
	NewRevision out;
	out.id = "new";
	out.message = "New";
	out.revises = std::move(revises);
	out.depends_on = std::move(depends_on);
	return out;
}

Error refused(const RevisionGraph &graph, const NewRevision &wanted) {
	return error_of([&] { place_revision(graph, wanted); });
}

} // namespace

TEST(NewRevision, RestsOnTheHead) {
	EXPECT_EQ(place_revision(RevisionGraph({revision("a")}), wanted()).revises, Names{"a"});
	EXPECT_EQ(place_revision(RevisionGraph({}), wanted()).revises, Names{});
	EXPECT_EQ(refused(fork(), wanted()).sqlstate, condition::multiple_heads.sqlstate);
}

TEST(NewRevision, TakesTargetsThatTheGraphAnswers) {
	EXPECT_EQ(place_revision(fork(), wanted({"side@head"})).revises, Names{"b"});
	EXPECT_EQ(place_revision(fork(), wanted({"c", "side"})).revises, (Names{"c", "b"}));
	EXPECT_EQ(place_revision(fork(), wanted({"base"})).revises, Names{});
	EXPECT_EQ(place_revision(fork(), wanted({})).revises, Names{});
	for (const char *target : {"+1", "-1", "current", "side@-1"})
		EXPECT_EQ(refused(fork(), wanted({target})).sqlstate, condition::illegal_target.sqlstate) << target;
}

TEST(NewRevision, ForksOnlyWhereToldTo) {
	NewRevision below = wanted({"a"});
	const Error error = refused(fork(), below);
	expect_style(error);
	EXPECT_EQ(error.sqlstate, condition::not_a_head.sqlstate);
	EXPECT_EQ(error.detail, "It is revised by \"b\", \"c\"; a second revision on it forks the graph.");
	EXPECT_NE(error.hint.find("splice => true"), std::string::npos) << error.hint;
	below.splice = true;
	EXPECT_EQ(place_revision(fork(), below).revises, Names{"a"});
}

TEST(NewRevision, TakesEachNameOnce) {
	EXPECT_EQ(
		refused(fork(), wanted({"b", "side"})).sqlstate, condition::duplicate_revision_argument.sqlstate);
	EXPECT_EQ(
		refused(fork(), wanted({"b"}, {"c", "c"})).sqlstate, condition::duplicate_revision_argument.sqlstate);
}

TEST(NewRevision, KeepsADependencyByLabel) {
	const RevisionGraph graph({revision("001_a", {}, {}, {"first"}), revision("002_b")});
	EXPECT_EQ(place_revision(graph, wanted({"002"}, {"first"})).depends_on, Names{"first"});
	EXPECT_EQ(place_revision(graph, wanted({"002"}, {"001"})).depends_on, Names{"001_a"});
	EXPECT_EQ(refused(graph, wanted({"002"}, {"003"})).sqlstate, condition::unknown_revision.sqlstate);
}

TEST(NewRevision, TakesNoNameThatIsTaken) {
	NewRevision again = wanted({"b"});
	again.id = "c";
	EXPECT_EQ(refused(fork(), again).sqlstate, condition::duplicate_revision.sqlstate);
	again.id = "side";
	EXPECT_EQ(refused(fork(), again).sqlstate, condition::duplicate_label.sqlstate);
	again.id = "new";
	for (const Names &labels : {Names{"side"}, Names{"c"}, Names{"new"}, Names{"x", "x"}}) {
		again.branch_labels = labels;
		EXPECT_EQ(refused(fork(), again).sqlstate, condition::duplicate_label.sqlstate) << labels.back();
	}
	again.branch_labels = {"a-b"};
	EXPECT_EQ(refused(fork(), again).sqlstate, condition::illegal_revision_id.sqlstate);
}

TEST(Merge, RevisesTheHeadsThatNothingRestsOn) {
	EXPECT_EQ(place_merge(fork(), wanted({"heads"})).revises, (Names{"b", "c"}));
	const RevisionGraph depending({revision("a"), revision("b"), revision("c"), revision("d", {}, {"b"})});
	EXPECT_EQ(place_merge(depending, wanted({"heads"})).revises, (Names{"a", "c", "d"}));
	EXPECT_EQ(place_merge(fork(), wanted({"b"})).revises, Names{"b"});
}

TEST(Merge, OfNothingIsRefused) {
	for (const Names &none : {Names{"base"}, Names{}}) {
		const Error error = error_of([&] { place_merge(fork(), wanted(none)); });
		expect_style(error);
		EXPECT_EQ(error.sqlstate, condition::illegal_target.sqlstate);
	}
	EXPECT_EQ(error_of([&] { place_merge(RevisionGraph({}), wanted({"heads"})); }).sqlstate,
		condition::illegal_target.sqlstate);
}

TEST(Merge, HasTwoSectionsThatAreEmptyOnPurpose) {
	const std::string text = write_script(merge_script(place_merge(fork(), wanted({"heads"}))));
	EXPECT_EQ(text, "-- New\n--\n-- revision: new\n-- revises: b, c\n\n-- migrate:up empty:true\n\n"
					"-- migrate:down empty:true\n");
	EXPECT_TRUE(parsed(text).is_reversible());
}

} // namespace pgmigrate::core
