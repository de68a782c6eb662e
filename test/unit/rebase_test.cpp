// Moving a branch onto another revision, in the graph and in the migration file.
#include "core/rebase.hpp"

#include "helpers.hpp"

namespace pgmigrate::core {

namespace {

// Two branches of two revisions each above "a".
RevisionGraph two_branches() {
	return RevisionGraph({revision("a"), revision("b1", {"a"}), revision("b2", {"b1"}), revision("c1", {"a"}),
		revision("c2", {"c1"})});
}

std::string outcome(
	const RevisionGraph &graph, std::string_view revision, const std::optional<std::string> &onto = {}) {
	return describe(graph, plan_rebase(graph, revision, onto));
}

Error refused(
	const RevisionGraph &graph, std::string_view revision, const std::optional<std::string> &onto = {}) {
	Error error = error_of([&] { plan_rebase(graph, revision, onto); });
	expect_style(error);
	return error;
}

// The text with another parent; what reading both gives differs in nothing else.
std::string moved(const std::string &text, const Names &revises, std::string_view name = {}) {
	const Script before = parsed(text, name);
	const std::string out = with_revises(text, before.revision.id, revises, name);
	const Script after = parsed(out, name);
	EXPECT_EQ(after.revision.revises, revises);
	EXPECT_EQ(after.revision.id, before.revision.id);
	EXPECT_EQ(after.revision.depends_on, before.revision.depends_on);
	EXPECT_EQ(after.revision.branch_labels, before.revision.branch_labels);
	EXPECT_EQ(after.revision.message, before.revision.message);
	EXPECT_EQ(after.section_checksum(Direction::upgrade), before.section_checksum(Direction::upgrade));
	EXPECT_EQ(after.section_checksum(Direction::downgrade), before.section_checksum(Direction::downgrade));
	return out;
}

} // namespace

TEST(Rebase, MovesTheBranchWhicheverRevisionOfItIsNamed) {
	const RevisionGraph graph = two_branches();
	for (const char *named : {"b1", "b2", "b2-1"}) {
		const Rebase rebase = plan_rebase(graph, named, {});
		EXPECT_EQ(describe(graph, rebase), "rebase b1: a -> c2") << named;
		const RevisionGraph after = rebased(graph, rebase);
		EXPECT_EQ(ids(after, after.heads()), "b2") << named;
		EXPECT_EQ(after[node(after, "b1")].revises, Names{"c2"}) << named;
	}
}

TEST(Rebase, GoesWhereItIsTold) {
	const RevisionGraph graph = two_branches();
	EXPECT_EQ(outcome(graph, "b2", "c1"), "rebase b1: a -> c1");
	EXPECT_EQ(outcome(graph, "c1", "b1"), "rebase c1: a -> b1");
	EXPECT_EQ(outcome(graph, "b1", "c1@head"), "rebase b1: a -> c2");
}

TEST(Rebase, TakesWhatForksAboveTheRevisionWithIt) {
	const RevisionGraph graph({revision("a"), revision("b1", {"a"}), revision("b2", {"b1"}),
		revision("b3", {"b1"}), revision("c1", {"a"})});
	EXPECT_EQ(outcome(graph, "b1"), "rebase b1: a -> c1");
	EXPECT_EQ(outcome(graph, "b3", "b2"), "rebase b3: b1 -> b2");
}

TEST(Rebase, OfABaseGivesItAParent) {
	const RevisionGraph graph({revision("a"), revision("b"), revision("b2", {"b"})});
	EXPECT_EQ(outcome(graph, "b2"), "rebase b: <base> -> a");
}

TEST(Rebase, OfAMergeOntoWhatRestsOnItsParentsLeavesOneParent) {
	const RevisionGraph graph({revision("a"), revision("b"), revision("m", {"a", "b"}),
		revision("n", {"a", "b"}), revision("n2", {"n"})});
	EXPECT_EQ(outcome(graph, "m"), "rebase m: a, b -> n2");
}

TEST(Rebase, KeepsDependenciesAndGoesOntoOne) {
	const RevisionGraph graph({revision("a"), revision("b", {"a"}, {"c"}), revision("c", {"a"})});
	const Rebase rebase = plan_rebase(graph, "b", {});
	EXPECT_EQ(describe(graph, rebase), "rebase b: a -> c");
	EXPECT_EQ(rebased(graph, rebase)[rebase.moved].depends_on, Names{"c"});
}

TEST(Rebase, PrefersTheHeadThatDependsOnTheOther) {
	const RevisionGraph graph(
		{revision("a"), revision("b", {"a"}), revision("c", {"a"}), revision("d", {"a"}, {"c"})});
	EXPECT_EQ(outcome(graph, "b"), "rebase b: a -> d");
}

TEST(Rebase, OntoItsParentIsNothingToDo) {
	const RevisionGraph graph = two_branches();
	EXPECT_EQ(outcome(graph, "b1", "a"), "nothing to do: b1 rests on a");
	EXPECT_EQ(outcome(graph, "b2", "a"), "nothing to do: b2 rests on a");
	EXPECT_EQ(outcome(graph, "b2", "b1"), "nothing to do: b2 rests on b1");
	const RevisionGraph merged({revision("a"), revision("b", {"a"}), revision("m", {"a", "b"})});
	const Rebase rebase = plan_rebase(merged, "m", "b");
	EXPECT_EQ(describe(merged, rebase), "nothing to do: m rests on b");
	EXPECT_EQ(rebased(merged, rebase)[rebase.moved].revises, (Names{"a", "b"}));
}

TEST(Rebase, OntoWhatRestsOnItIsACycle) {
	const RevisionGraph graph = two_branches();
	EXPECT_EQ(refused(graph, "b1", "b2").sqlstate, condition::cycle.sqlstate);
	EXPECT_EQ(refused(graph, "b1", "b2").message,
		"revision \"b1\" cannot be rebased onto \"b2\", which rests on it");
	EXPECT_EQ(refused(graph, "b1", "b1").message, "revision \"b1\" cannot be rebased onto itself");
	const RevisionGraph depending({revision("a"), revision("b", {"a"}), revision("c", {"a"}, {"b"})});
	EXPECT_EQ(refused(depending, "b", "c").sqlstate, condition::dependency_cycle.sqlstate);
}

TEST(Rebase, WithSeveralOtherHeadsWantsToBeToldWhich) {
	const RevisionGraph graph(
		{revision("a"), revision("b", {"a"}), revision("c", {"a"}), revision("d'", {"a"})});
	const Error error = refused(graph, "b");
	EXPECT_EQ(error.sqlstate, condition::multiple_heads.sqlstate);
	EXPECT_EQ(error.detail, "They are \"c\", \"d'\".");
	EXPECT_EQ(error.hint, "Name one of them: SELECT pgmigrate.rebase('b', 'c');");
}

TEST(Rebase, WithoutAnotherHeadHasNothingToGoOnto) {
	const Error error = refused(RevisionGraph({revision("a"), revision("b", {"a"})}), "a");
	EXPECT_EQ(error.sqlstate, sqlstate::object_not_in_prerequisite_state);
	EXPECT_EQ(error.message, "there is nothing to rebase \"a\" onto");
}

TEST(Rebase, DoesNotChooseALineOfAMerge) {
	const RevisionGraph graph({revision("a"), revision("b", {"a"}), revision("c", {"a"}),
		revision("m", {"b", "c"}), revision("n", {"m"}), revision("d", {"a"})});
	const Error error = refused(graph, "n");
	EXPECT_EQ(error.sqlstate, condition::ambiguous_relative.sqlstate);
	EXPECT_EQ(error.detail, "Revision \"m\" merges \"b\", \"c\".");
	EXPECT_EQ(
		error.hint, "Name the revision below the merge that shall move: SELECT pgmigrate.rebase('b', 'd');");
	EXPECT_EQ(outcome(graph, "c"), "rebase c: a -> d");
}

TEST(Rebase, WantsOneRevisionOfTheGraph) {
	const RevisionGraph graph = two_branches();
	EXPECT_EQ(refused(graph, "heads").message, "one revision is wanted, and \"heads\" names 2");
	EXPECT_EQ(refused(graph, "b1", "base").message, "one revision is wanted, and \"base\" names none");
	for (const char *target : {"+1", "-1", "current", "b1@+1"})
		EXPECT_EQ(refused(graph, target).sqlstate, condition::illegal_target.sqlstate) << target;
	EXPECT_EQ(refused(graph, "head").sqlstate, condition::multiple_heads.sqlstate);
	EXPECT_EQ(refused(graph, "nobody").sqlstate, condition::unknown_revision.sqlstate);
}

TEST(Rebase, MayMendAGapButNotStandOnOne) {
	const RevisionGraph graph({revision("a"), revision("b", {"gone"}), revision("c", {"b"}, {"lost"})});
	EXPECT_EQ(refused(graph, "c").sqlstate, condition::missing_revision.sqlstate);
	EXPECT_EQ(graph[plan_rebase(graph, "c", "a").moved].id, "b");
	EXPECT_EQ(refused(graph, "a", "c").sqlstate, condition::missing_revision.sqlstate);
}

TEST(RebasedFile, DiffersInTheLineOfItsParentsOnly) {
	EXPECT_EQ(moved("-- M\n--\n-- revision: b\n-- revises: a\n-- depends_on: x, L\n-- branch_labels: l\n\n"
					"-- migrate:up\nSELECT 1;\n-- revises: a\n-- migrate:down\nSELECT 2;\n",
				  {"c"}),
		"-- M\n--\n-- revision: b\n-- revises: c\n-- depends_on: x, L\n-- branch_labels: l\n\n"
		"-- migrate:up\nSELECT 1;\n-- revises: a\n-- migrate:down\nSELECT 2;\n");
}

TEST(RebasedFile, KeepsBlanksAndLineEnds) {
	EXPECT_EQ(moved("-- M\r\n\t--revises :\ta, b  \r\n--  revision:x\r\n-- migrate:up\r\n", {"c"}),
		"-- M\r\n\t--revises :\tc  \r\n--  revision:x\r\n-- migrate:up\r\n");
	EXPECT_EQ(moved("-- revision: x\n-- revises:\n-- migrate:up", {"c", "d"}),
		"-- revision: x\n-- revises: c, d\n-- migrate:up");
	EXPECT_EQ(moved("-- revision: x\r\n-- revises: \t\r\n-- migrate:up\r\n", {"c"}),
		"-- revision: x\r\n-- revises: c\r\n-- migrate:up\r\n");
	EXPECT_EQ(moved("-- revision: x\n-- revises: base\n-- migrate:up\n", {"c"}),
		"-- revision: x\n-- revises: c\n-- migrate:up\n");
}

TEST(RebasedFile, KeepsAByteOrderMarkAndTheLinesOfPgDump) {
	const std::string bom = "\xEF\xBB\xBF";
	EXPECT_EQ(
		moved(bom + "-- M\n-- revises: a\n-- revision: x\n-- migrate:up\n\\restrict abc\nSELECT 1;\n", {"c"}),
		bom + "-- M\n-- revises: c\n-- revision: x\n-- migrate:up\n\\restrict abc\nSELECT 1;\n");
}

TEST(RebasedFile, LeavesProseAloneThatLooksLikeTheLine) {
	EXPECT_EQ(moved("-- revises: how it says\n-- revision: x\n-- revises: a\n--\n-- revises: prose\n\n"
					"-- migrate:up\n",
				  {"c"}),
		"-- revises: how it says\n-- revision: x\n-- revises: c\n--\n-- revises: prose\n\n-- migrate:up\n");
}

TEST(RebasedFile, IsOneOfSeveralInAText) {
	const std::string first = "-- revision: a\n-- revises:\n-- migrate:up\nSELECT 1;\n";
	const std::string last = "-- C\n-- revision: c\n-- revises: a\n-- migrate:up\n";
	const auto middle = [](const char *parent) {
		return fmt::format("\xEF\xBB\xBF-- revision: b\n-- revises: {}\n-- migrate:up\nSELECT 2;\n", parent);
	};
	EXPECT_EQ(with_revises(first + middle("a") + last, "b", Names{"c"}), first + middle("c") + last);
	EXPECT_EQ(error_of([&] { with_revises(first, "b", Names{"c"}); }).sqlstate,
		condition::unknown_revision.sqlstate);
}

TEST(RebasedFile, WithoutAHeaderIsRefusedWithTheHeaderToAdd) {
	const Error error =
		error_of([] { with_revises("-- migrate:up\nSELECT 1;\n", "007", Names{"c"}, "007_add_it.sql"); });
	expect_style(error);
	EXPECT_EQ(error.sqlstate, sqlstate::object_not_in_prerequisite_state);
	EXPECT_EQ(error.hint, "Begin the file with this header, and upload it again:\n-- add it\n--\n"
						  "-- revision: 007\n-- revises: c");
	EXPECT_EQ(error.where.file, "007_add_it.sql");
}

} // namespace pgmigrate::core
