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
	EXPECT_EQ(settled("(ARRAY[f((ARRAY[1])::numeric[])])::text[]"), "ARRAY[(f(ARRAY[(1)::numeric]))::text]");
}

TEST(SchemaSettle, WhatIsNotSuchACastStays) {
	for (const char *text : {"(ARRAY[]::integer[])::numeric[]", "'(ARRAY[1])::numeric[]'::text",
			 "(ARRAY[a, b])::pair", "f(ARRAY[1, 2])", "(ARRAY[1, 2] = b)", "(ARRAY[1",
			 "\"(ARRAY[1])::numeric[]\"", "(ARRAY[a])::pair || b[]", "f((ARRAY[a])::pair) t(a integer[])"})
		EXPECT_EQ(settled(text), text);
}
