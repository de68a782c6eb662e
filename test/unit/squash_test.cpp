// Several revisions that become one, in the graph and in the migration file.
#include "core/squash.hpp"

#include "helpers.hpp"

namespace pgmigrate::core {

namespace {

Squash planned(const RevisionGraph &graph, std::string_view from, std::string_view to) {
	return plan_squash(graph, from, to, {});
}

Error refused(const RevisionGraph &graph, std::string_view from, std::string_view to) {
	Error error = error_of([&] { planned(graph, from, to); });
	expect_style(error);
	return error;
}

// A file of that revision. Sections are given as they stand behind "-- migrate:".
Script file(
	std::string_view id, std::string_view up, std::string_view down, std::string_view directives = {}) {
	return parsed(
		fmt::format("-- Make {0}\n--\n-- revision: {0}\n-- revises:\n{3}-- migrate:{1}\n-- migrate:{2}\n", id,
			up, down, directives));
}

// The file of two revisions, read again.
Script squashed(const Script &a, const Script &b) {
	const RevisionGraph graph({revision("a"), revision("b", {"a"})});
	return parsed(write_script(squashed_script(planned(graph, "a", "b"), std::vector{a, b})));
}

Error not_squashed(const Script &a, const Script &b) {
	Error error = error_of([&] { squashed(a, b); });
	expect_style(error);
	return error;
}

} // namespace

TEST(Squash, TakesALineWithBothOfItsEnds) {
	const RevisionGraph graph(chain(5));
	const Squash squash = planned(graph, "r000001", "r000003");
	EXPECT_EQ(ids(graph, squash.members), "r000001 r000002 r000003");
	EXPECT_EQ(squash.revision.id, "r000003");
	EXPECT_EQ(squash.revision.revises, Names{"r000000"});
	EXPECT_EQ(squash.revision.replaces, (Names{"r000001", "r000002"}));
	EXPECT_EQ(squash.revision.message, "Revisions r000001 to r000003");
	EXPECT_EQ(plan_squash(graph, "r000001", "r000003", "Orders").revision.message, "Orders");
}

TEST(Squash, TakesWhatForksAndMergesInBetween) {
	const RevisionGraph graph({revision("a"), revision("b1", {"a"}), revision("b2", {"a"}),
		revision("m", {"b1", "b2"}), revision("z", {"m"})});
	const Squash squash = planned(graph, "a", "m");
	EXPECT_EQ(squash.members.size(), 4u);
	EXPECT_EQ(squash.revision.revises, Names{});
	EXPECT_EQ(squash.revision.replaces.size(), 3u);
}

TEST(Squash, RestsOnWhatEachPartRestedOn) {
	const RevisionGraph graph(
		{revision("x"), revision("y", {"x"}), revision("a", {"x"}, {"y"}), revision("b", {"a"}, {"a", "lib"}),
			revision("l", {}, {}, {"lib"}), revision("m", {"b", "y"}, {}, {"end"})});
	const Squash squash = planned(graph, "a", "m");
	EXPECT_EQ(squash.revision.revises, Names{"y"}); // which rests on x
	EXPECT_EQ(squash.revision.depends_on, (Names{"y", "lib"}));
	EXPECT_EQ(squash.revision.branch_labels, Names{"end"});
}

TEST(Squash, ReplacesWhatItsPartsReplaced) {
	Revision b = revision("b");
	b.replaces = {"a"};
	const RevisionGraph graph({b, revision("c", {"b"})});
	EXPECT_EQ(planned(graph, "b", "c").revision.replaces, (Names{"a", "b"}));
	const Error error = error_of([&] { planned(graph, "a", "c"); });
	EXPECT_EQ(error.sqlstate, "PM001");
	EXPECT_EQ(error.message, "revision \"a\" was squashed");
	EXPECT_EQ(error.detail, "It is a part of revision \"b\" now.");
}

TEST(Squash, RefusesWhatIsNotOneLine) {
	const RevisionGraph graph({revision("a"), revision("b", {"a"}), revision("c", {"b"}),
		revision("side", {"b"}), revision("d", {"c"})});
	EXPECT_EQ(refused(graph, "a", "a").sqlstate, "PM009");
	EXPECT_EQ(refused(graph, "side", "d").hint, "Name two revisions of one line.");
	const Error other_way = refused(graph, "d", "c");
	EXPECT_EQ(other_way.sqlstate, "PM008");
	EXPECT_EQ(other_way.hint, "Name them the other way round: the lower one, \"c\", first.");
	const Error forked = refused(graph, "a", "d");
	EXPECT_EQ(forked.message, "revision \"b\" cannot become a part of \"d\"");
	EXPECT_EQ(forked.detail, "Revision \"side\" rests on it, too.");
	EXPECT_EQ(ids(graph, planned(graph, "a", "b").members), "a b");
}

TEST(Squash, RunsUpgradesInOrderAndDowngradesTheOtherWayRound) {
	const Script s = squashed(
		file("a", "up\nSELECT 1;", "down\nSELECT -1;"), file("b", "up\nSELECT 2;", "down\nSELECT -2"));
	EXPECT_EQ(s.sql(Direction::upgrade), "-- of a, Make a\nSELECT 1;\n\n-- of b, Make b\nSELECT 2;\n\n");
	EXPECT_EQ(s.sql(Direction::downgrade), "-- of b, Make b\nSELECT -2\n;\n\n-- of a, Make a\nSELECT -1;\n");
	EXPECT_TRUE(s.is_reversible());
	EXPECT_EQ(s.revision.replaces, Names{"a"});
}

TEST(Squash, EndsAStatementThatACommentHides) {
	const Script s = squashed(
		file("a", "up\nSELECT 1 -- one;", "down empty:true"), file("b", "up\nSELECT 2;", "down empty:true"));
	EXPECT_EQ(
		s.sql(Direction::upgrade), "-- of a, Make a\nSELECT 1 -- one;\n;\n\n-- of b, Make b\nSELECT 2;\n\n");
	EXPECT_TRUE(s.downgrade.declared_empty);
}

TEST(Squash, OfWhatDoesNothingDoesNothing) {
	const Script s = squashed(
		file("a", "up empty:true", "down empty:true"), file("b", "up empty:true", "down empty:true"));
	EXPECT_TRUE(s.upgrade.declared_empty && s.downgrade.declared_empty && s.is_reversible());
}

TEST(Squash, HasNoWayBackWhereAPartHasNone) {
	const Script s = squashed(file("a", "up\nSELECT 1;", "down\nSELECT 2;", "-- irreversible: drops data\n"),
		file("b", "up\nSELECT 1;", "down"));
	EXPECT_EQ(s.irreversible, "a: drops data; b: no downgrade");
	EXPECT_FALSE(s.is_reversible());
}

TEST(Squash, KeepsSettingsThatAllHaveAndWhatAnyAllows) {
	const std::string setting = "-- set: search_path = '\"it''s\", public'\n";
	const Script s = squashed(file("a", "up\nSELECT 1;", "down empty:true", setting),
		file("b", "up\nSELECT 1;", "down empty:true", setting + "-- allow: table_rewrite\n"));
	ASSERT_EQ(s.settings.size(), 1u);
	EXPECT_EQ(s.settings[0].value, "\"it's\", public");
	EXPECT_EQ(s.allow, Names{"table_rewrite"});
	EXPECT_EQ(
		not_squashed(file("a", "up\nSELECT 1;", "down", setting), file("b", "up\nSELECT 1;", "down")).detail,
		"They differ in their lines \"-- set:\".");
}

TEST(Squash, KeepsAMarkerThatAllHave) {
	const Script outside = file("a", "up transaction:false\nVACUUM;", "down empty:true");
	const Script inside = file("b", "up\nSELECT 1;", "down empty:true");
	const Script nothing = file("b", "up empty:true", "down empty:true");
	EXPECT_FALSE(
		squashed(outside, file("b", "up transaction:false\nVACUUM;", "down empty:true")).upgrade.transaction);
	EXPECT_FALSE(squashed(outside, nothing).upgrade.transaction);
	EXPECT_EQ(
		not_squashed(outside, inside).detail, "They differ in their markers: one has \"transaction:false\".");
}

} // namespace pgmigrate::core
