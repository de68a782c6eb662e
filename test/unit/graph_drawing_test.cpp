#include "core/graph_drawing.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace pgmigrate::core {

namespace {

// The drawing, each revision's id behind its line.
std::string drawn(const std::vector<DrawnRevision> &revisions) {
	std::string out = "\n";
	for (const DrawnLine &line : draw(revisions).lines)
		out += fmt::format("{}{}{}\n", line.lanes, line.revision ? " " : "",
			line.revision ? revisions[*line.revision].id : "");
	return out;
}

} // namespace

TEST(GraphDrawing, OfNothingIsNothing) {
	EXPECT_EQ(drawn({}), "\n");
}

TEST(GraphDrawing, OfALineIsALine) {
	EXPECT_EQ(drawn({{"c", {"b"}}, {"b", {"a"}}, {"a", {}}}), R"(
* c
* b
* a
)");
}

TEST(GraphDrawing, PartsAtAMergeAndJoinsAtABranchPoint) {
	EXPECT_EQ(drawn({{"m", {"b", "c"}}, {"c", {"a"}}, {"b", {"a"}}, {"a", {}}}), R"(
* m
|\
| * c
* | b
|/
* a
)");
}

TEST(GraphDrawing, CrossesLanesWithABar) {
	EXPECT_EQ(drawn({{"x", {"a"}}, {"y", {"b"}}, {"z", {"a"}}, {"b", {"r"}}, {"a", {"r"}}, {"r", {}}}), R"(
* x
| * y
| | * z
| * | b
|_|/
* | a
|/
* r
)");
}

TEST(GraphDrawing, OfTwoRootsHasTwoLanesAtOnceOnlyWhereBothGoOn) {
	EXPECT_EQ(drawn({{"b2", {"b1"}}, {"a2", {"a1"}}, {"b1", {}}, {"a1", {}}}), R"(
* b2
| * a2
* | b1
  * a1
)");
	EXPECT_EQ(drawn({{"b", {}}, {"a", {}}}), R"(
* b
* a
)");
}

TEST(GraphDrawing, OfAMergeOfThreeOpensALaneForEach) {
	EXPECT_EQ(drawn({{"m", {"a", "b", "c"}}, {"c", {}}, {"b", {}}, {"a", {}}}), R"(
* m
|\
|_|\
| | * c
| * b
* a
)");
}

TEST(GraphDrawing, LeavesOutParentsThatAreNotThere) {
	EXPECT_EQ(drawn({{"c", {"b", "elsewhere"}}, {"b", {"gone"}}}), R"(
* c
* b
)");
}

TEST(GraphDrawing, KnowsTheLaneOfEachAndHowManyThereAre) {
	const std::vector<DrawnRevision> revisions{{"m", {"b", "c"}}, {"c", {"a"}}, {"b", {"a"}}, {"a", {}}};
	const Drawing drawing = draw(revisions);
	EXPECT_EQ(drawing.lane, (std::vector<std::size_t>{0, 1, 0, 0}));
	EXPECT_EQ(drawing.width, 2u);
	std::string links;
	for (const DrawnLink &link : drawing.links)
		links += fmt::format("{}-{} in {}, ", revisions[link.child].id, revisions[link.parent].id, link.lane);
	EXPECT_EQ(links, "m-b in 0, m-c in 1, c-a in 1, b-a in 0, ");
}

} // namespace pgmigrate::core
