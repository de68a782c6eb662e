#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/psql_text.hpp"

namespace pgmigrate::core::psql {

TEST(PsqlText, QuotesArrayElementsThatAreNotPlain) {
	using Names = std::vector<std::string>;
	EXPECT_EQ(array_literal(Names{}), "'{}'");
	EXPECT_EQ(array_literal(Names{"001_carts", "1.2"}), "'{001_carts,1.2}'");
	EXPECT_EQ(array_literal(Names{"", "NULL", "a b", "{x}"}), R"('{"","NULL","a b","{x}"}')");
	EXPECT_EQ(array_literal(Names{"it's"}), R"('{"it''s"}')");
	EXPECT_EQ(array_literal(Names{R"(a"\b)"}), R"(E'{"a\\"\\\\b"}')");
}

TEST(PsqlText, QuotesWithATagThatDoesNotOccur) {
	EXPECT_EQ(dollar_quoted("SELECT 1"), "$script$SELECT 1$script$");
	EXPECT_EQ(dollar_quoted("$script$x$script$"), "$script_2$$script$x$script$$script_2$");
	EXPECT_EQ(dollar_quoted("ends in $script"), "$script_2$ends in $script$script_2$");
	EXPECT_EQ(dollar_quoted("$script $script_2"), "$script_3$$script $script_2$script_3$");
}

TEST(PsqlText, KeepsACommentOnItsLine) {
	EXPECT_EQ(comment("a\nDROP TABLE t;\r\tb"), "a DROP TABLE t;  b");
	EXPECT_EQ(comment("\xc3\xbc"), "\xc3\xbc");
}

} // namespace pgmigrate::core::psql
