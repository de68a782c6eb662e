#include "commands.hpp"

namespace pgmigrate::core {

namespace {

Error refused_stamp(const RevisionGraph &graph, const Names &rows, const Names &targets, bool purge = false) {
	return refused([&] { stamp(graph, rows, targets, purge); });
}

} // namespace

TEST(Stamp, DoesTheBookkeepingOfAnUpgrade) {
	EXPECT_EQ(stamp(line(), {}, "head"), "c");
	EXPECT_EQ(stamp(line(), {"a"}, "lb"), "b");
	EXPECT_EQ(stamp(fork(), {"b2"}, "c1"), "b2 c1");
	EXPECT_EQ(stamp(fork(), {"b2"}, "right@head"), "b2 c2");
	EXPECT_EQ(stamp(fork(), {"b2", "c1"}, "heads"), "b2 c2");
	EXPECT_EQ(stamp(two_lines(), {}, "n2"), "n2");
	EXPECT_EQ(stamp(RevisionGraph({}), {}, "heads"), "");
}

TEST(Stamp, DoesTheBookkeepingOfADowngrade) {
	EXPECT_EQ(stamp(line(), {"c"}, "a"), "a");
	EXPECT_EQ(stamp(merge(), {"m"}, "b"), "b c");
	EXPECT_EQ(stamp(fork(), {"b2", "c2"}, "base"), "");
	EXPECT_EQ(stamp(fork(), {"b2", "c2"}, "left@a"), "c2");
	EXPECT_EQ(stamp(two_lines(), {"n3"}, "net@base"), "a2");
	EXPECT_EQ(stamp(two_lines(), {"n3"}, "a1"), "a1 n1");
}

TEST(Stamp, ToWhatIsARowChangesNothing) {
	EXPECT_EQ(stamp(line(), {"b"}, "b"), "b");
	EXPECT_EQ(stamp(fork(), {"b2", "c2"}, "heads"), "b2 c2");
	EXPECT_EQ(stamp(fork(), {"b2", "c1"}, "current"), "b2 c1");
}

TEST(Stamp, GoesByStepsUpOrDown) {
	EXPECT_EQ(stamp(line(), {"a"}, "+1"), "b");
	EXPECT_EQ(stamp(line(), {"c"}, "-2"), "a");
	EXPECT_EQ(stamp(line(), {"c"}, "-3"), "");
	EXPECT_EQ(stamp(line(), {}, "head-1"), "b");
	EXPECT_EQ(stamp(line(), {"c"}, "head-3"), "");
	EXPECT_EQ(stamp(line(), {"c"}, "base+1"), "a");
	EXPECT_EQ(stamp(fork(), {"b1", "c1"}, "left@+1"), "b2 c1");
	EXPECT_EQ(stamp(fork(), {"b2", "c2"}, "left@-1"), "b1 c2");
	EXPECT_EQ(refused_stamp(line(), {"c"}, {"+1"}).sqlstate, "PM006");
	EXPECT_EQ(refused_stamp(line(), {}, {"-1"}).sqlstate, "PM006");
	EXPECT_EQ(refused_stamp(fork(), {"b1", "c1"}, {"+1"}).sqlstate, "PM007");
	EXPECT_EQ(refused_stamp(fork(), {"b1", "c1"}, {"-1"}).sqlstate, "PM007");
}

TEST(Stamp, OnABranchThatDoesNotTellTheSidesApartForgetsBoth) {
	EXPECT_EQ(stamp(fork(), {"b2", "c2"}, "a@a"), "a");
}

TEST(Stamp, TakesSeveralTargets) {
	EXPECT_EQ(stamp(fork(), {}, Names{"b1", "c2"}), "b1 c2");
	EXPECT_EQ(stamp(fork(), {"b2", "c2"}, Names{"b1", "c1"}), "b1 c1");
	EXPECT_EQ(stamp(fork(), {"b2"}, Names{"b1", "c1"}), "b1 c1");
	EXPECT_EQ(stamp(fork(), {}, Names{"left@head", "right@head"}), "b2 c2");
	EXPECT_EQ(stamp(fork(), {}, Names{"b1", "b1"}), "b1");
	EXPECT_EQ(stamp(line(), {"b"}, Names{"+1", "head"}), "c");
	EXPECT_EQ(stamp(two_lines(), {"a3", "n3"}, Names{"a1", "net@base"}), "a1");
}

TEST(Stamp, ToTargetsThatRestOnEachOtherIsRefused) {
	const Error error = refused_stamp(line(), {}, {"a", "c"});
	EXPECT_EQ(error.sqlstate, "PM016");
	EXPECT_EQ(error.message, "the targets name a revision together with one that it rests on");
	EXPECT_EQ(error.detail, "Others of them rest on \"a\".");
	EXPECT_EQ(error.hint, "Leave those out: what a target rests on is stamped with it.");
	EXPECT_EQ(refused_stamp(two_lines(), {}, {"a2", "n3"}).sqlstate, "PM016");
	EXPECT_EQ(refused_stamp(line(), {"b"}, {"+1", "-1"}).sqlstate, "PM016");
}

TEST(Stamp, FailsAsItsTargetsDo) {
	EXPECT_EQ(refused_stamp(fork(), {}, {"gone"}).sqlstate, "PM001");
	EXPECT_EQ(refused_stamp(fork(), {}, {"b"}).sqlstate, "PM002");
	EXPECT_EQ(refused_stamp(fork(), {}, {"left@c1"}).sqlstate, "PM003");
	EXPECT_EQ(refused_stamp(fork(), {}, {"gone@c1"}).sqlstate, "PM004");
	EXPECT_EQ(refused_stamp(fork(), {}, {"b1", "head"}).sqlstate, "PM005");
	EXPECT_EQ(refused_stamp(fork(), {"gone"}, {"b1"}).sqlstate, "PM001");
}

TEST(StampWithPurge, ForgetsTheRowsFirstUnknownOnesToo) {
	EXPECT_EQ(stamp(fork(), {"b2", "gone"}, "c1", true), "c1");
	EXPECT_EQ(stamp(line(), {"c"}, "a", true), "a");
	EXPECT_EQ(stamp(line(), {"gone"}, "base", true), "");
	EXPECT_EQ(stamp(fork(), {"gone"}, "heads", true), "b2 c2");
	EXPECT_EQ(stamp(fork(), {"gone"}, Names{"b1", "c2"}, true), "b1 c2");
}

TEST(StampWithPurge, CountsFromTheBeginning) {
	EXPECT_EQ(stamp(line(), {"gone"}, "+1", true), "a");
	EXPECT_EQ(stamp(line(), {"c"}, "+1", true), "a");
	EXPECT_EQ(refused_stamp(line(), {"c"}, {"-1"}, true).sqlstate, "PM006");
}

TEST(StampToCurrent, MendsRowsThatCoverEachOther) {
	EXPECT_EQ(stamp(line(), {"b", "a"}, "current"), "b");
	EXPECT_EQ(stamp(two_lines(), {"a1", "n2", "a3"}, "current"), "a3 n2");
}

TEST(StampToCurrent, WithPurgeForgetsTheUnknownRowsOnly) {
	EXPECT_EQ(stamp(fork(), {"b2", "gone", "c1"}, "current", true), "b2 c1");
	EXPECT_EQ(stamp(line(), {"gone"}, "current", true), "");
	EXPECT_EQ(refused_stamp(line(), {"gone"}, {"current"}).sqlstate, "PM001");
}

} // namespace pgmigrate::core
