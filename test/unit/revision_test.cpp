#include "core/revision.hpp"

#include "core/script_file.hpp"
#include "helpers.hpp"

namespace pgmigrate::core {

namespace {
Script script_of(std::string_view up_sql, std::string_view down, std::string_view directive = "") {
	return parse_scripts(
		fmt::format("-- revision: a\n-- revises:\n{}\n-- migrate:up\n{}\n{}", directive, up_sql, down))
		.front();
}
} // namespace

TEST(RevisionId, MayHoldLettersDigitsUnderscoresDotsAndWhatIsNotAscii) {
	for (std::string_view id : {"a", "003_add_rejection_reason", "2024.01.31", "ümlaut", "header", "base1"})
		EXPECT_NO_THROW(check_revision_id(id)) << id;
}

TEST(RevisionId, HoldsNothingThatRevisionExpressionsReserve) {
	for (std::string_view id : {"a@b", "a-b", "a+b", "a:b", "a,b", "a b", "a\tb", "a\nb", "a\x01", "a\x7f"}) {
		const Error error = error_of([&] { check_revision_id(id); });
		EXPECT_EQ(error.sqlstate, "PM014") << id;
		expect_style(error);
	}
}

TEST(RevisionId, NamesTheCharacterThatIsWrong) {
	EXPECT_EQ(error_of([] { check_revision_id("a@b"); }).message,
		"character \"@\" is not allowed in revision id \"a@b\"");
	EXPECT_EQ(error_of([] { check_revision_id("x y", "branch label"); }).message,
		"white space is not allowed in branch label \"x y\"");
}

TEST(RevisionId, IsNoWordOfRevisionExpressions) {
	for (std::string_view id : {"head", "heads", "base", "current"})
		EXPECT_EQ(error_of([&] { check_revision_id(id); }).sqlstate, "PM014") << id;
}

TEST(RevisionId, HasOneTo255Bytes) {
	EXPECT_EQ(error_of([] { check_revision_id(""); }).message, "revision id is empty");
	EXPECT_NO_THROW(check_revision_id(std::string(255, 'a')));
	std::string long_id = "a";
	for (int i = 0; i < 128; ++i)
		long_id += "\u00fc";
	const Error error = error_of([&] { check_revision_id(long_id); });
	EXPECT_EQ(error.sqlstate, "PM014");
	expect_style(error);
	EXPECT_EQ(error.detail,
		fmt::format("It begins with \"{}\".", long_id.substr(0, 39))); // no character cut in two
}

TEST(Section, IsBlankIfItHoldsOnlyBlanksAndComments) {
	for (std::string_view sql : {"", " \n\t", "-- done", "/* a /* nested */ b */", "--\n/**/--x\r\n"})
		EXPECT_TRUE(script_of(sql, "").is_blank(Direction::upgrade)) << sql;
	for (std::string_view sql : {";", "SELECT 1", "/* a */ x", "-- a\nx", "/* open", "- -"})
		EXPECT_FALSE(script_of(sql, "").is_blank(Direction::upgrade)) << sql;
}

TEST(Script, IsReversibleByANonEmptyDowngrade) {
	EXPECT_TRUE(script_of("SELECT 1;", "-- migrate:down\nSELECT 2;").is_reversible());
}

TEST(Script, IsNotReversibleWithoutADowngradeSection) {
	EXPECT_FALSE(script_of("SELECT 1;", "").is_reversible());
	EXPECT_FALSE(script_of("", "").is_reversible());
}

TEST(Script, IsNotReversibleByAnEmptyDowngradeUnlessDeclaredEmpty) {
	EXPECT_FALSE(script_of("SELECT 1;", "-- migrate:down\n-- nothing\n").is_reversible());
	EXPECT_TRUE(script_of("SELECT 1;", "-- migrate:down empty:true\n-- nothing\n").is_reversible());
	EXPECT_TRUE(script_of("-- nothing", "-- migrate:down\n").is_reversible());
}

TEST(Script, IsNotReversibleIfMarkedIrreversible) {
	const Script script =
		script_of("SELECT 1;", "-- migrate:down\nSELECT 2;", "-- irreversible: drops data\n");
	EXPECT_EQ(script.irreversible, "drops data");
	EXPECT_FALSE(script.is_reversible());
}

TEST(Direction, HasAName) {
	EXPECT_EQ(name(Direction::upgrade), "upgrade");
	EXPECT_EQ(name(Direction::downgrade), "downgrade");
}

TEST(Location, ReadsAsEditorsTakeIt) {
	EXPECT_EQ((Location{"003_x.sql", "003_x", 14, 8}.text()), "003_x.sql:14:8");
	EXPECT_EQ((Location{"003_x.sql", "003_x", 14, 0}.text()), "003_x.sql:14");
	EXPECT_EQ((Location{"003_x.sql", "", 0, 0}.text()), "003_x.sql");
	EXPECT_EQ((Location{"", "003_x", 14, 0}.text()), "revision \"003_x\", line 14");
	EXPECT_EQ((Location{"", "003_x", 0, 0}.text()), "revision \"003_x\"");
	EXPECT_EQ(Location{}.text(), "");
}

} // namespace pgmigrate::core
