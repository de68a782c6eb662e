#include "core/offline.hpp"

#include "commands.hpp"

namespace pgmigrate::core {

namespace {

std::string shown(const RevisionGraph &graph, const OfflinePlan &offline) {
	return fmt::format("{}: {}", fmt::join(offline.start, " "), shown(graph, offline.plan));
}

// "start: steps => rows".
std::string up_script(const RevisionGraph &graph, const Names &rows, std::string_view text) {
	return shown(graph, plan_upgrade_script(graph, rows, text));
}

std::string down_script(const RevisionGraph &graph, const Names &rows, std::string_view text) {
	return shown(graph, plan_downgrade_script(graph, rows, text));
}

std::string stamp_script(
	const RevisionGraph &graph, const Names &rows, const Names &texts, bool purge = false) {
	return shown(graph, plan_stamp_script(graph, rows, texts, purge));
}

} // namespace

TEST(UpgradeScript, StartsAtWhatIsAppliedIfNoStartIsGiven) {
	EXPECT_EQ(up_script(line(), {}, "head"), ": +a +b +c => c");
	EXPECT_EQ(up_script(line(), {"a"}, "head"), "a: +b +c => c");
	EXPECT_EQ(up_script(fork(), {"b1", "c1"}, "heads"), "b1 c1: +b2 +c2 => b2 c2");
	EXPECT_EQ(up_script(line(), {"a"}, "+1"), "a: +b => b");
}

TEST(UpgradeScript, OfARangeStartsWhereItSays) {
	EXPECT_EQ(up_script(line(), {"c"}, "a:c"), "a: +b +c => c");
	EXPECT_EQ(up_script(line(), {"c"}, "base:b"), ": +a +b => b");
	EXPECT_EQ(up_script(line(), {"c"}, ":b"), ": +a +b => b");
	EXPECT_EQ(up_script(line(), {}, "a:"), "a: +b +c => c");
	EXPECT_EQ(up_script(fork(), {}, ":"), ": +a +b1 +b2 +c1 +c2 => b2 c2");
	EXPECT_EQ(up_script(line(), {"b"}, "current:head"), "b: +c => c");
	EXPECT_EQ(up_script(line(), {}, "lb:head"), "b: +c => c");
	EXPECT_EQ(up_script(fork(), {}, "left@base:b1"), ": +a +b1 => b1");
}

TEST(UpgradeScript, OfARangeCountsStepsFromItsStart) {
	EXPECT_EQ(up_script(line(), {"c"}, "a:+2"), "a: +b +c => c");
	EXPECT_EQ(up_script(line(), {"c"}, "base:+1"), ": +a => a");
	EXPECT_EQ(up_script(line(), {}, "head-2:+1"), "a: +b => b");
}

TEST(UpgradeScript, OfARangeStartsWithAllThatItsStartRestsOn) {
	EXPECT_EQ(up_script(two_lines(), {}, "n2:heads"), "n2: +a3 +n3 => a3 n3");
	EXPECT_EQ(up_script(fork(), {}, "b1:c1"), "b1: +c1 => b1 c1");
	EXPECT_EQ(up_script(fork(), {}, "heads:b1"), "b2 c2:  => b2 c2");
}

TEST(UpgradeScript, ToWhatTheStartHoldsIsEmpty) {
	EXPECT_EQ(up_script(line(), {}, "c:a"), "c:  => c");
	EXPECT_EQ(up_script(line(), {}, "b:base"), "b:  => b");
}

TEST(UpgradeScript, FailsAsUpgradeDoes) {
	const auto refused_script = [](std::string_view text, const Names &rows = {}) {
		return refused([&] { up_script(fork(), rows, text); }).sqlstate;
	};
	EXPECT_EQ(refused_script("gone:b1"), "PM001");
	EXPECT_EQ(refused_script("b:b2"), "PM002");
	EXPECT_EQ(refused_script("left@c1:"), "PM003");
	EXPECT_EQ(refused_script("gone@base:"), "PM004");
	EXPECT_EQ(refused_script("a:head"), "PM005");
	EXPECT_EQ(refused_script("a:-1"), "PM006");
	EXPECT_EQ(refused_script("b2:left@+1"), "PM006");
	EXPECT_EQ(refused_script("a:+1"), "PM007");
	EXPECT_EQ(refused_script("a:b:c"), "PM009");
	EXPECT_EQ(refused_script(""), "PM009");
	EXPECT_EQ(refused_script("head", {"gone"}), "PM005");
	EXPECT_EQ(refused_script("b1", {"gone"}), "PM001");
	EXPECT_EQ(refused_script("b1", {"a", "b1"}), "PM016");
}

TEST(DowngradeScript, StartsAtWhatIsAppliedOrWhereItsRangeSays) {
	EXPECT_EQ(down_script(line(), {"c"}, "a"), "c: -c -b => a");
	EXPECT_EQ(down_script(line(), {"c"}, "-1"), "c: -c => b");
	EXPECT_EQ(down_script(line(), {}, "c:a"), "c: -c -b => a");
	EXPECT_EQ(down_script(line(), {}, "head:base"), "c: -c -b -a => ");
	EXPECT_EQ(down_script(line(), {}, "c:-1"), "c: -c => b");
	EXPECT_EQ(down_script(fork(), {}, "heads:left@a"), "b2 c2: -b2 -b1 => c2");
	EXPECT_EQ(down_script(two_lines(), {}, "n3:net@base"), "n3: -n3 -n2 -n1 => a2");
	EXPECT_EQ(down_script(line(), {"b"}, "current:base"), "b: -b -a => ");
	EXPECT_EQ(down_script(line(), {"b"}, ":base"), ":  => ");
}

TEST(DowngradeScript, LeadsToSomewhere) {
	for (std::string_view text : {"a:", ":"}) {
		const Error error = refused([&] { down_script(line(), {"c"}, text); });
		EXPECT_EQ(error.sqlstate, "PM009");
		EXPECT_EQ(error.message, fmt::format("range \"{}\" has no end", text));
		EXPECT_EQ(error.hint, "Write the target behind the colon.");
	}
}

TEST(DowngradeScript, FailsAsDowngradeDoes) {
	EXPECT_EQ(refused([] { down_script(line(), {}, "a:c"); }).sqlstate, "PM008");
	EXPECT_EQ(refused([] { down_script(line(), {}, ":a"); }).sqlstate, "PM008");
	EXPECT_EQ(refused([] { down_script(line(), {}, "c:+1"); }).sqlstate, "PM006");
	EXPECT_EQ(refused([] { down_script(fork(), {}, "heads:-1"); }).sqlstate, "PM007");
	EXPECT_EQ(refused([] { down_script(line(), {}, "gone:a"); }).sqlstate, "PM001");
}

TEST(StampScript, TakesTargetsOrRangesWithOneStart) {
	EXPECT_EQ(stamp_script(line(), {"a"}, {"head"}), "a:  => c");
	EXPECT_EQ(stamp_script(line(), {"c"}, {"b:a"}), "b:  => a");
	EXPECT_EQ(stamp_script(fork(), {}, {"a:b1", "a:c1"}), "a:  => b1 c1");
	EXPECT_EQ(stamp_script(fork(), {}, {"b1", "c1"}), ":  => b1 c1");
	EXPECT_EQ(stamp_script(fork(), {"a"}, {"b1", "a:c1"}), "a:  => b1 c1");
	EXPECT_EQ(stamp_script(line(), {}, {"a:+2"}), "a:  => c");
	EXPECT_EQ(stamp_script(line(), {}, {"c:base"}), "c:  => ");
	EXPECT_EQ(stamp_script(line(), {"b"}, {}), "b:  => b");
}

TEST(StampScript, WithSeveralStartsIsRefused) {
	const Error error = refused([] { stamp_script(fork(), {}, {"a:b1", "b1:c1"}); });
	EXPECT_EQ(error.sqlstate, "PM034");
	EXPECT_EQ(error.message, "the targets of one script begin at different starts");
	EXPECT_EQ(error.detail, "\"a:b1\" and \"b1:c1\" do.");
	EXPECT_EQ(error.hint, "Give all of them the same start.");
	EXPECT_EQ(refused([] { stamp_script(fork(), {}, {"a:b1", "c1"}); }).sqlstate, "PM034");
}

TEST(StampScript, CannotPurge) {
	const Error error = refused([] { stamp_script(line(), {}, {"head"}, true); });
	EXPECT_EQ(error.sqlstate, "PM035");
	EXPECT_EQ(error.message, "a script cannot purge");
	EXPECT_EQ(error.hint,
		"Leave purge out; to stamp from any state, run SELECT pgmigrate.stamp(target, purge => true).");
}

TEST(StampScript, FailsAsStampDoes) {
	EXPECT_EQ(refused([] { stamp_script(line(), {}, {"a", "c"}); }).sqlstate, "PM016");
	EXPECT_EQ(refused([] { stamp_script(line(), {}, {"a:"}); }).sqlstate, "PM009");
	EXPECT_EQ(refused([] { stamp_script(line(), {}, {"gone"}); }).sqlstate, "PM001");
}

} // namespace pgmigrate::core
