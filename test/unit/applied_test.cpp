#include "core/applied.hpp"

#include "commands.hpp"

namespace pgmigrate::core {

namespace {

std::string applied(const RevisionGraph &graph, const Names &rows) {
	return ids(graph, applied_set(graph, rows));
}

std::string current_of(const RevisionGraph &graph, const Names &rows) {
	return ids(graph, current(graph, rows));
}

// a, and x that depends on it: "a" is a head, but not one that stays a row.
RevisionGraph covered_head() {
	return RevisionGraph({revision("a"), revision("x", {}, {"a"})});
}

} // namespace

TEST(Applied, IsEverythingThatTheRowsRestOn) {
	EXPECT_EQ(applied(line(), {}), "");
	EXPECT_EQ(applied(line(), {"b"}), "a b");
	EXPECT_EQ(applied(merge(), {"m"}), "a b c m");
	EXPECT_EQ(applied(two_lines(), {"n2"}), "a1 a2 n1 n2");
	EXPECT_EQ(applied(line(), {"c", "a"}), "a b c");
}

TEST(Applied, CannotBeToldFromARowThatIsNotUploaded) {
	const Error error = refused([] { applied(line(), {"a", "gone"}); });
	EXPECT_EQ(error.sqlstate, "PM001");
	EXPECT_EQ(error.message, "version row \"gone\" names a revision that is not uploaded");
	EXPECT_EQ(error.detail,
		"The version rows are \"a\", \"gone\"; what is applied can only be told where all of "
		"them have a revision.");
	EXPECT_EQ(error.hint,
		"Upload its file; or SELECT pgmigrate.stamp('current', purge => true); forgets the rows "
		"that have no revision.");
	// A row is an id in full; what a target may be is another matter.
	EXPECT_EQ(refused([] { applied(line(), {"lb"}); }).sqlstate, "PM001");
}

TEST(Applied, CannotBeToldIfARowRestsOnWhatIsNotThere) {
	const RevisionGraph graph({revision("b", {"gone"})});
	EXPECT_EQ(refused([&] { applied(graph, {"b"}); }).sqlstate, "PM015");
}

TEST(Overlap, OfRowsByRevisesOrDependsOnIsRefused) {
	const Error error = refused([] { applied_set_without_overlap(line(), Names{"c", "a"}); });
	EXPECT_EQ(error.sqlstate, "PM016");
	EXPECT_EQ(error.message, "the version rows name a revision together with one that it rests on");
	EXPECT_EQ(error.detail, "Others of them rest on \"a\".");
	EXPECT_EQ(error.hint,
		"Something else has written the version rows. SELECT pgmigrate.stamp('current'); leaves those that say "
		"it all.");
	EXPECT_EQ(refused([] {
		applied_set_without_overlap(two_lines(), Names{"a1", "n3"});
	}).detail,
		"Others of them rest on \"a1\".");
	EXPECT_NO_THROW(applied_set_without_overlap(two_lines(), Names{"a3", "n3"}));
	EXPECT_NO_THROW(applied_set_without_overlap(fork(), Names{"b2", "c1"}));
}

TEST(Current, IsTheRows) {
	EXPECT_EQ(current_of(line(), {}), "");
	EXPECT_EQ(current_of(line(), {"b"}), "b");
	EXPECT_EQ(current_of(fork(), {"c2", "b1"}), "b1 c2");
}

TEST(Current, IsAlsoTheHeadsThatOnlyADependentCovers) {
	EXPECT_EQ(current_of(covered_head(), {"x"}), "a x");
	EXPECT_EQ(current_of(two_lines(), {"n2"}), "a2 n2");
	EXPECT_EQ(current_of(two_lines(), {"a3", "n3"}), "a3 n3");
}

TEST(CheckHeads, PassesWhereEveryHeadIsApplied) {
	EXPECT_NO_THROW(check_heads(line(), Names{"c"}));
	EXPECT_NO_THROW(check_heads(fork(), Names{"b2", "c2"}));
	EXPECT_NO_THROW(check_heads(covered_head(), Names{"x"}));
	EXPECT_NO_THROW(check_heads(RevisionGraph({}), Names{}));
}

TEST(CheckHeads, NamesTheHeadsThatAreNotApplied) {
	const Error error = refused([] { check_heads(fork(), Names{"b2", "c1"}); });
	EXPECT_EQ(error.sqlstate, "PM030");
	EXPECT_EQ(error.message, "not every head is applied");
	EXPECT_EQ(error.detail, "Head \"c2\" is not applied. The current revisions are \"b2\", \"c1\".");
	EXPECT_EQ(error.hint, "SELECT pgmigrate.upgrade('heads'); applies them.");
	EXPECT_EQ(refused([] { check_heads(fork(), Names{}); }).detail,
		"Heads \"b2\", \"c2\" are not applied. Nothing is applied.");
	EXPECT_EQ(refused([] { check_heads(covered_head(), Names{"a"}); }).detail,
		"Head \"x\" is not applied. The current revision is \"a\".");
	EXPECT_EQ(refused([] { check_heads(line(), Names{"gone"}); }).sqlstate, "PM001");
}

} // namespace pgmigrate::core
