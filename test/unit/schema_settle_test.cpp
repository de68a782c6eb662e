#include <gtest/gtest.h>

#include "core/schema/settle.hpp"

using namespace pgmigrate::core::schema;

TEST(SchemaSettle, AnArrayThatIsCastIsOneOfElementsThatAreCast) {
	EXPECT_EQ(
		settled(
			"((state)::text = ANY ((ARRAY['a'::character varying, 'it''s, ]'::character varying])::text[]))"),
		"((state)::text = ANY (ARRAY[('a'::character varying)::text, ('it''s, ]'::character varying)::text]))");
	EXPECT_EQ(
		settled("(ARRAY[1, 2])::double precision[]"), "ARRAY[(1)::double precision, (2)::double precision]");
	EXPECT_EQ(settled("(ARRAY[1])::numeric(10,2)[]"), "ARRAY[(1)::numeric(10,2)]");
	EXPECT_EQ(settled("(ARRAY[E'\\\\\\''::text])::\"S [\".\"T\"\"\"[]"),
		"ARRAY[(E'\\\\\\''::text)::\"S [\".\"T\"\"\"]");
}

TEST(SchemaSettle, AnArrayWithinOneIsSettledToo) {
	EXPECT_EQ(settled("(ARRAY[ARRAY[1, 2], ARRAY[3, 4]])::numeric[]"),
		"ARRAY[ARRAY[(1)::numeric, (2)::numeric], ARRAY[(3)::numeric, (4)::numeric]]");
	EXPECT_EQ(
		settled("(ARRAY[f((ARRAY[1])::numeric[])])::text[]"), "(ARRAY[f(ARRAY[(1)::numeric])])::text[]");
}

// Elements that are arrays are cast to arrays, and their text does not say what they are.
TEST(SchemaSettle, AnArrayOfWhatMayBeArraysStays) {
	for (const char *text : {"j((ARRAY[x, y])::text[])", "j((ARRAY[t.x, f(1)])::text[])",
			 "j((ARRAY['{a}'::character varying[], x])::text[])", "j((ARRAY[(x || y)])::text[])",
			 "j((ARRAY[ARRAY[1, 2], x])::numeric[])", "j((ARRAY[ARRAY[x], ARRAY[y]])::text[])",
			 "j((ARRAY['1 2'::int2vector])::bigint[])", "j((ARRAY[('a'::text || x)])::character varying[])",
			 "j((ARRAY[(x)::character varying[]])::text[])"})
		EXPECT_EQ(settled(text), text);
}

TEST(SchemaSettle, OneElementThatIsNoArrayTellsOfAll) {
	EXPECT_EQ(settled("(ARRAY[w, 'a'::character varying])::text[]"),
		"ARRAY[(w)::text, ('a'::character varying)::text]");
	EXPECT_EQ(settled("(ARRAY[lower(w), (w)::character varying(5)])::text[]"),
		"ARRAY[(lower(w))::text, ((w)::character varying(5))::text]");
	EXPECT_EQ(settled("(ARRAY[ARRAY[w, 1.5], ARRAY[x, y]])::numeric[]"),
		"ARRAY[ARRAY[(w)::numeric, (1.5)::numeric], ARRAY[(x)::numeric, (y)::numeric]]");
}

TEST(SchemaSettle, ForComparingACastArrayIsLikeOneOfCastElementsWhateverTheyAre) {
	for (const char *text :
		{"j((ARRAY[x, y])::text[])", "j(ARRAY[(x)::text, (y)::text])", "j(ARRAY[(x)::text[], (y)::text[]])"})
		EXPECT_EQ(comparable(text), "j(ARRAY[(x)::text, (y)::text])");
	EXPECT_EQ(comparable("j((ARRAY[f((ARRAY[x])::text[])])::text[])"),
		comparable("j(ARRAY[(f(ARRAY[(x)::text[]]))::text[]])"));
	for (const char *text :
		{"j(ARRAY[x, y])", "(x)::text[]", "'ARRAY[(x)::text[]]'::text", "ARRAY[(x)::text[]"})
		EXPECT_EQ(comparable(text), text);
}

TEST(SchemaSettle, WhatIsNotSuchACastStays) {
	for (const char *text : {"(ARRAY[]::integer[])::numeric[]", "'(ARRAY[1])::numeric[]'::text",
			 "(ARRAY[a, b])::pair", "f(ARRAY[1, 2])", "(ARRAY[1, 2] = b)", "(ARRAY[1",
			 "\"(ARRAY[1])::numeric[]\"", "(ARRAY[a])::pair || b[]", "f((ARRAY[a])::pair) t(a integer[])"})
		EXPECT_EQ(settled(text), text);
}
