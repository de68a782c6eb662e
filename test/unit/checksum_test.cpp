#include "core/checksum.hpp"

#include <gtest/gtest.h>

namespace pgmigrate::core {

TEST(Checksum, IsTheSha256OfTheBytes) {
	EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Checksum, TakesNulBytes) {
	EXPECT_NE(sha256(std::string_view("a\0b", 3)), sha256("a"));
}

TEST(Normalize, DoesNotSeeTheKindOfLineEnd) {
	EXPECT_EQ(normalize("SELECT 1;\r\nSELECT 2;\r\n"), "SELECT 1;\nSELECT 2;");
}

TEST(Normalize, DropsBlanksAtTheEndOfLinesButNotAtTheirBeginning) {
	EXPECT_EQ(normalize("  a \t\n\tb\t \n"), "  a\n\tb");
}

TEST(Normalize, DropsEmptyLinesAtTheEndButNotWithin) {
	EXPECT_EQ(normalize("\na\n\n\nb\n\n  \n"), "\na\n\n\nb");
}

TEST(Normalize, DoesNotSeeTheFinalNewlineThatPsqlAddsOrEats) {
	EXPECT_EQ(normalize("a\n"), normalize("a"));
	EXPECT_EQ(normalize("a\n\n"), normalize("a"));
}

TEST(Normalize, LeavesNothingOfBlanks) {
	EXPECT_EQ(normalize(""), "");
	EXPECT_EQ(normalize(" \n\r\n\t"), "");
}

} // namespace pgmigrate::core
