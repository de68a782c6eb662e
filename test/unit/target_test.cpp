#include "core/target.hpp"

#include "commands.hpp"

namespace pgmigrate::core {

namespace {

using Symbol = Target::Symbol;

struct Form {
	std::string text, branch;
	Symbol symbol;
	std::string name;
	std::optional<int> steps;
};

Error not_a_target(std::string_view text) {
	const Error error = refused([&] { parse_target(text); });
	EXPECT_EQ(error.sqlstate, "PM009") << text;
	EXPECT_EQ(error.message, fmt::format("\"{}\" is not a revision expression", text));
	return error;
}

} // namespace

TEST(TargetText, IsASymbolANameOrStepsAndMayNameABranchBefore) {
	const std::string longest(255, 'x');
	const std::vector<Form> forms{
		{"head", "", Symbol::head, "", {}},
		{"heads", "", Symbol::heads, "", {}},
		{"base", "", Symbol::base, "", {}},
		{"current", "", Symbol::current, "", {}},
		{"003_x", "", Symbol::name, "003_x", {}},
		{"1.2.3", "", Symbol::name, "1.2.3", {}},
		{"größe", "", Symbol::name, "größe", {}},
		{longest, "", Symbol::name, longest, {}},
		{"+12", "", Symbol::none, "", 12},
		{"-3", "", Symbol::none, "", -3},
		{"head-2", "", Symbol::head, "", -2},
		{"heads-1", "", Symbol::heads, "", -1},
		{"base+3", "", Symbol::base, "", 3},
		{"current-1", "", Symbol::current, "", -1},
		{"003_x+1", "", Symbol::name, "003_x", 1},
		{"1.2.3-4", "", Symbol::name, "1.2.3", -4},
		{longest + "+7", "", Symbol::name, longest, 7},
		{"net@head", "net", Symbol::head, "", {}},
		{"net@heads", "net", Symbol::heads, "", {}},
		{"net@base", "net", Symbol::base, "", {}},
		{"net@current", "net", Symbol::current, "", {}},
		{"net@n2", "net", Symbol::name, "n2", {}},
		{"net@+2", "net", Symbol::none, "", 2},
		{"net@-2", "net", Symbol::none, "", -2},
		{"net@n2+1", "net", Symbol::name, "n2", 1},
		{"net@head-3", "net", Symbol::head, "", -3},
		{"net@base+2", "net", Symbol::base, "", 2},
		{"1.2.3@1.2.4-1", "1.2.3", Symbol::name, "1.2.4", -1},
	};
	for (const Form &form : forms) {
		SCOPED_TRACE(form.text);
		const Target target = parse_target(form.text);
		EXPECT_EQ(target.branch, form.branch);
		EXPECT_EQ(target.symbol, form.symbol);
		EXPECT_EQ(target.name, form.name);
		EXPECT_EQ(target.steps, form.steps);
		EXPECT_EQ(target.text, form.text);
	}
}

TEST(TargetText, MayHaveBlanksAroundItsParts) {
	const Target target = parse_target(" net @ n2+1 ");
	EXPECT_EQ(target.branch, "net");
	EXPECT_EQ(target.name, "n2");
	EXPECT_EQ(target.steps, 1);
}

TEST(TargetText, KnowsSymbolsInLowerCaseAndWholeOnly) {
	for (std::string_view name : {"HEAD", "Base", "headless", "base1", "currently"})
		EXPECT_EQ(parse_target(name).symbol, Symbol::name) << name;
}

TEST(TargetText, CountsFromWhatIsAppliedIfItNamesNothing) {
	for (std::string_view text : {"+1", "-1", "current", "current+1", "net@-1"})
		EXPECT_TRUE(parse_target(text).is_relative()) << text;
	for (std::string_view text : {"a+1", "head-1", "base+1", "net@a-1", "heads"})
		EXPECT_FALSE(parse_target(text).is_relative()) << text;
}

TEST(TargetText, IsBaseWithoutStepsOnly) {
	EXPECT_TRUE(parse_target("base").is_base());
	EXPECT_TRUE(parse_target("net@base").is_base());
	EXPECT_FALSE(parse_target("base+1").is_base());
}

TEST(TargetText, MayAskForMoreStepsThanAnyGraphHas) {
	EXPECT_GE(parse_target("+99999999999999999999").steps.value(), 1'000'000'000);
	EXPECT_LE(parse_target("-99999999999999999999").steps.value(), -1'000'000'000);
	EXPECT_EQ(parse_target("+0000000000000000000001").steps, 1);
}

TEST(TargetText, ThatIsNoRevisionExpressionIsRefused) {
	for (std::string_view text : {"", " ", "+", "-", "+x", "+1x", "+0", "-0", "a+", "a+1x", "a+1+1", "a--1",
			 "+-1", "a,b", "@", "@a", "a@", "a@b@c", "head@a", "base@head", "a+1@b", "-1@b", "a b", "a b@c",
			 "a +1", "a\x01", "a\x7f", "a@b\tc", "net@,"})
		not_a_target(text);
}

TEST(TargetText, ThatIsRefusedIsToldWhy) {
	EXPECT_EQ(not_a_target("").detail, "It is empty.");
	EXPECT_EQ(not_a_target("a+x").detail, "\"+\" is followed by a number of steps, and ids do not hold it.");
	EXPECT_EQ(
		not_a_target("2024-01-31").detail, "\"-\" is followed by a number of steps, and ids do not hold it.");
	EXPECT_EQ(not_a_target("a+0").detail, "The number of steps is at least 1.");
	EXPECT_EQ(not_a_target("a,b").detail, "It names one revision at a time.");
	EXPECT_EQ(not_a_target("a b").detail, "It holds white space or control characters.");
	EXPECT_EQ(not_a_target("@a").detail, "There is no branch before \"@\".");
	EXPECT_EQ(not_a_target("a@").detail, "There is nothing behind \"@\".");
	EXPECT_EQ(not_a_target("a@b@c").detail, "There is more than one \"@\".");
	EXPECT_EQ(not_a_target("head@a").detail, "\"head\" is not the name of a branch.");
	EXPECT_EQ(
		not_a_target("a-1@b").detail, "Steps stand at the end, and branch names hold no \"+\" and \"-\".");
	EXPECT_EQ(not_a_target("").hint,
		"A revision is named by its id, a unique prefix of it or a branch label, or as \"head\", \"heads\" or "
		"\"base\"; \"branch@\" may stand before it and \"+N\" or \"-N\" after it.");
}

TEST(TargetText, ThatIsARangeIsRefusedAsARange) {
	for (std::string_view text : {":", "a:", ":b", "a:b", "a:b:c", "net@base:"}) {
		const Error error = refused([&] { parse_target(text); });
		EXPECT_EQ(error.sqlstate, "PM017") << text;
		EXPECT_EQ(error.message, fmt::format("\"{}\" is a range, and one target is wanted", text));
		EXPECT_EQ(error.detail, "History, show and the functions that write scripts take ranges.");
		EXPECT_EQ(error.hint, "Give one target, without a colon.");
	}
}

TEST(RangeText, HasTwoEndsOfWhichEitherMayBeLeftOut) {
	for (std::string_view text : {"", " ", ":", " : "}) {
		const Range range = parse_range(text);
		EXPECT_FALSE(range.from || range.to) << text;
	}
	EXPECT_EQ(parse_range("a:").from.value().name, "a");
	EXPECT_FALSE(parse_range("a:").to);
	EXPECT_FALSE(parse_range(":b").from);
	EXPECT_EQ(parse_range(":b").to.value().name, "b");
	const Range both = parse_range(" net@base : current+2 ");
	EXPECT_EQ(both.from.value().branch, "net");
	EXPECT_EQ(both.to.value().steps, 2);
	EXPECT_EQ(parse_range("-2:+3").from.value().steps, -2);
}

TEST(RangeText, HasOneColon) {
	for (std::string_view text : {"a", "a:b:c", "::"}) {
		const Error error = refused([&] { parse_range(text); });
		EXPECT_EQ(error.sqlstate, "PM009");
		EXPECT_EQ(error.message, fmt::format("\"{}\" is not a range", text));
		EXPECT_EQ(error.hint, "Write \"a:b\", \"a:\", \":b\" or \":\".");
	}
}

TEST(RangeText, HasTargetsAtItsEnds) {
	EXPECT_EQ(refused([] { parse_range("a@:b"); }).sqlstate, "PM009");
	EXPECT_EQ(refused([] { parse_range("a:b+"); }).message, "\"b+\" is not a revision expression");
}

TEST(RangeText, MayStandWhereATargetMay) {
	const Range target = parse_target_or_range("b");
	EXPECT_FALSE(target.from);
	EXPECT_EQ(target.to.value().name, "b");
	EXPECT_EQ(parse_target_or_range("a:b").from.value().name, "a");
	EXPECT_TRUE(is_range(":"));
	EXPECT_FALSE(is_range("a@b"));
	EXPECT_EQ(refused([] { parse_target_or_range(""); }).sqlstate, "PM009");
}

} // namespace pgmigrate::core
