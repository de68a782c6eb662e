#include "core/target.hpp"

#include <chrono>

#include "helpers.hpp"

namespace pgmigrate::core {

namespace {
std::string resolved(const RevisionGraph &graph, std::string_view text) {
	return ids(graph, resolve(graph, parse_target(text)));
}
} // namespace

TEST(TargetText, IsASymbolANameOrSteps) {
	EXPECT_EQ(parse_target("head").symbol, Target::Symbol::head);
	EXPECT_EQ(parse_target("heads").symbol, Target::Symbol::heads);
	EXPECT_EQ(parse_target(" base ").symbol, Target::Symbol::base);
	EXPECT_EQ(parse_target("003_x").name, "003_x");
	EXPECT_EQ(parse_target("+12").steps, 12);
	EXPECT_EQ(parse_target("-3").steps, -3);
	EXPECT_EQ(parse_target("-3").text, "-3");
}

TEST(TargetText, ThatIsNoRevisionExpressionIsRefused) {
	for (std::string_view text : {"", " ", "+", "-", "+x", "+1x", "+0", "current", "a@head", "a:b", "a,b",
			 "a+1", "a-1", "a b", "a\x01"}) {
		const Error error = error_of([&] { parse_target(text); });
		EXPECT_EQ(error.sqlstate, "PM009") << text;
		expect_style(error);
	}
}

TEST(TargetText, MayAskForMoreStepsThanAnyGraphHas) {
	EXPECT_GE(parse_target("+99999999999999999999").steps.value(), 1'000'000'000);
	EXPECT_LE(parse_target("-99999999999999999999").steps.value(), -1'000'000'000);
}

TEST(Name, IsAnIdALabelOrAUniquePrefixOfAnId) {
	const RevisionGraph graph({revision("001_a", {}, {}, {"billing"}), revision("002_b", {"001_a"})});
	EXPECT_EQ(resolved(graph, "001_a"), "001_a");
	EXPECT_EQ(resolved(graph, "billing"), "001_a");
	EXPECT_EQ(resolved(graph, "002"), "002_b");
}

TEST(Name, IsTheExactIdBeforeItIsAPrefix) {
	const RevisionGraph graph({revision("a"), revision("ab", {"a"})});
	EXPECT_EQ(resolved(graph, "a"), "a");
}

TEST(Name, IsNoPrefixOfALabel) {
	const RevisionGraph graph({revision("a", {}, {}, {"billing"})});
	EXPECT_EQ(error_of([&] { resolve_name(graph, "bill"); }).sqlstate, "PM001");
}

TEST(Name, ThatFitsSeveralIdsIsAmbiguousAndTheCandidatesAreListed) {
	const RevisionGraph graph({revision("001_a"), revision("002_b", {"001_a"})});
	const Error error = error_of([&] { resolve_name(graph, "00"); });
	EXPECT_EQ(error.sqlstate, "PM002");
	EXPECT_EQ(error.message, "prefix \"00\" fits 2 revisions");
	EXPECT_EQ(error.detail, "The candidates are \"001_a\", \"002_b\".");
	expect_style(error);
}

TEST(Name, ThatFitsManyIdsListsTenOfThem) {
	const RevisionGraph graph(chain(30));
	const Error error = error_of([&] { resolve_name(graph, "r0000"); });
	EXPECT_EQ(error.message, "prefix \"r0000\" fits 30 revisions");
	EXPECT_NE(error.detail.find("\"r000009\", ...."), std::string::npos) << error.detail;
}

TEST(Name, ThatIsMisspeltIsUnknownAndTheNearestAreNamed) {
	const RevisionGraph graph({revision("001_create_users"), revision("002_orders", {"001_create_users"})});
	const Error error = error_of([&] { resolve_name(graph, "001_creat_user"); });
	EXPECT_EQ(error.sqlstate, "PM001");
	EXPECT_EQ(error.message, "no revision, branch label or unique prefix \"001_creat_user\"");
	EXPECT_EQ(error.detail, "There are 2 revisions.");
	EXPECT_EQ(error.hint, "Did you mean \"001_create_users\"?");
}

TEST(Name, ThatIsNearNothingIsUnknownAndTheHintSaysWhatLists) {
	const RevisionGraph graph({revision("001_create_users")});
	EXPECT_NE(
		error_of([&] { resolve_name(graph, "zzz"); }).hint.find("pgmigrate.history()"), std::string::npos);
	EXPECT_EQ(error_of([&] { resolve_name(graph, "HEAD"); }).hint, "Did you mean \"head\"?");
	EXPECT_EQ(error_of([] { resolve_name(RevisionGraph({}), "a"); }).detail, "There are no revisions.");
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

TEST(Head, IsTheOneRevisionWithoutChildren) {
	const RevisionGraph graph({revision("a"), revision("b", {"a"})});
	EXPECT_EQ(resolved(graph, "head"), "b");
	EXPECT_EQ(resolved(graph, "heads"), "b");
	EXPECT_EQ(resolved(graph, "base"), "");
	EXPECT_FALSE(single_head(RevisionGraph({})));
}

TEST(Head, IsAmbiguousIfThereAreSeveralAndTheHeadsAreListed) {
	const RevisionGraph graph({revision("a"), revision("b", {"a"}), revision("c", {"a"})});
	EXPECT_EQ(resolved(graph, "heads"), "b c");
	const Error error = error_of([&] { single_head(graph); });
	EXPECT_EQ(error.sqlstate, "PM005");
	EXPECT_EQ(error.detail, "The heads are \"b\", \"c\".");
	expect_style(error);
}

TEST(Heads, AreOnlyThoseThatNothingDependsOn) {
	const RevisionGraph graph({revision("a"), revision("x", {}, {"a"})});
	EXPECT_EQ(resolved(graph, "heads"), "x");
	EXPECT_EQ(error_of([&] { single_head(graph); }).sqlstate, "PM005");
}

TEST(Steps, NameNoRevisionOfThemselves) {
	EXPECT_EQ(error_of([] { resolve(RevisionGraph({}), parse_target("+1")); }).sqlstate, "PM009");
}

} // namespace pgmigrate::core
