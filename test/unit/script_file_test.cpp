#include "core/script_file.hpp"

#include <chrono>

#include "core/checksum.hpp"
#include "helpers.hpp"
#include "script_text.hpp"

namespace pgmigrate::core {

namespace {
// A file with this marker, on line 4.
std::string marked(std::string_view marker) {
	return fmt::format("-- revision: a\n-- revises:\n\n{}\nSELECT 1;\n", marker);
}

constexpr std::string_view kExample = "-- perf: index extractions by contract\n"
									  "--\n"
									  "-- Note: 20 minutes in production.\n"
									  "--\n"
									  "-- revision: 008_extractions_contract\n"
									  "-- revises: 007_merge_search\n"
									  "-- set: statement_timeout = '2h'\n"
									  "\n"
									  "-- migrate:up transaction:false\n"
									  "CREATE INDEX CONCURRENTLY i ON t (c);\n"
									  "\n"
									  "-- migrate:down transaction:false\n"
									  "DROP INDEX CONCURRENTLY i;\n";
} // namespace

TEST(ScriptFile, IsReadAloud) {
	const Script s = parsed(kExample, "008.sql");
	EXPECT_EQ(s.revision.id, "008_extractions_contract");
	EXPECT_EQ(s.revision.revises, (Names{"007_merge_search"}));
	EXPECT_EQ(s.revision.message, "perf: index extractions by contract");
	EXPECT_EQ(s.name, "008.sql");
	EXPECT_EQ(s.text, kExample);
	EXPECT_TRUE(s.has_header);
	ASSERT_EQ(s.settings.size(), 1u);
	EXPECT_EQ(s.settings[0].name, "statement_timeout");
	EXPECT_EQ(s.settings[0].value, "2h");
	EXPECT_EQ(s.settings[0].line, 7);
	EXPECT_EQ(s.sql(Direction::upgrade), "CREATE INDEX CONCURRENTLY i ON t (c);\n\n");
	EXPECT_EQ(s.sql(Direction::downgrade), "DROP INDEX CONCURRENTLY i;\n");
	EXPECT_EQ(s.upgrade.line, 9);
	EXPECT_EQ(s.downgrade.line, 12);
	EXPECT_FALSE(s.upgrade.transaction);
	EXPECT_TRUE(s.is_reversible());
}

TEST(Message, IsTheFirstCommentLineWhateverItHolds) {
	for (std::string_view message :
		{"set: the table", "note: x", "revision: five of the protocol", "revises"})
		EXPECT_EQ(parsed(fmt::format("-- {}\n-- revision: a\n-- revises:\n-- migrate:up\n", message))
					  .revision.message,
			message);
}

TEST(Message, MayBeMissing) {
	const Script s = parsed("-- revision: a\n-- revises:\n-- migrate:up\n");
	EXPECT_EQ(s.revision.id, "a");
	EXPECT_EQ(s.revision.message, "");
	EXPECT_EQ(
		parsed("--\n-- Title\n--\n-- revision: a\n-- revises:\n-- migrate:up\n").revision.message, "Title");
}

TEST(Prose, OfOtherParagraphsHoldsNoDirectives) {
	const Script s = parsed("-- Message\n--\n-- note: this\n-- set: nothing\n\n-- revision: a\n-- revises:\n"
							"--\n-- allow: more prose\n-- migrate:up\n");
	EXPECT_TRUE(s.settings.empty());
	EXPECT_TRUE(s.allow.empty());
}

TEST(Directives, TakeListsAndRepeat) {
	const Script s =
		parsed("-- M\n-- revision: m\n-- revises: a, b ,a\n-- depends_on: c, billing\n-- depends_on: d\n"
			   "-- branch_labels: x, y\n-- allow: drop_table\n-- allow: lock\n-- irreversible: drops data\n"
			   "-- migrate:up\n");
	EXPECT_EQ(s.revision.revises, (Names{"a", "b"}));
	EXPECT_EQ(s.revision.depends_on, (Names{"c", "billing", "d"}));
	EXPECT_EQ(s.revision.branch_labels, (Names{"x", "y"}));
	EXPECT_EQ(s.allow, (Names{"drop_table", "lock"}));
	EXPECT_EQ(s.irreversible, "drops data");
}

TEST(Revises, IsEmptyOrBaseForABase) {
	EXPECT_TRUE(parsed("-- revision: a\n-- revises:\n-- migrate:up\n").revision.revises.empty());
	EXPECT_TRUE(parsed("-- revision: a\n-- revises: base\n-- migrate:up\n").revision.revises.empty());
}

TEST(Revises, MustStand) {
	const Error error = refusal("-- Message\n-- revision: a\n-- migrate:up\n");
	EXPECT_EQ(error.message, "revision \"a\" does not say what it revises");
	EXPECT_EQ(error.where.line, 2);
	EXPECT_EQ(error.where.revision, "a");
	EXPECT_NE(error.hint.find("\"-- revises:\""), std::string::npos);
}

TEST(Directive, ThatIsUnknownIsRefusedWithItsLineAndTheNearestKey) {
	const Error error = refusal(with("-- depend_on: b"));
	EXPECT_EQ(error.message, "unknown directive \"depend_on\"");
	EXPECT_EQ(error.where.line, 5);
	EXPECT_EQ(error.where.column, 4);
	EXPECT_TRUE(error.hint.starts_with("Did you mean \"depends_on\"?")) << error.hint;
	EXPECT_EQ(refusal(with("-- Revises: b")).where.line, 5);
	EXPECT_EQ(refusal(with("-- something_else: b")).message, "unknown directive \"something_else\"");
}

TEST(Directive, ThatHasLostItsColonIsRefused) {
	EXPECT_EQ(refusal(with("-- depends_on b")).message, "directive \"depends_on\" has no colon");
	EXPECT_EQ(refusal(with("-- irreversible")).where.line, 5);
	EXPECT_NO_THROW(parsed(with("-- this is prose, see (https://example.org)")));
}

TEST(Directive, ThatCountsOnceIsRefusedTwice) {
	for (std::string_view twice :
		{"-- revision: b", "-- revises: b", "-- irreversible: x\n-- irreversible: y"})
		EXPECT_NE(refusal(with(twice)).message.find("given twice"), std::string::npos);
	EXPECT_EQ(refusal(with("--\n-- revision: b")).message, "header names its revision twice");
}

TEST(Directive, WithIllegalNamesIsRefusedWhereTheyStand) {
	const auto where = [](std::string_view directive) {
		const Error error = error_of([&] { parse_scripts(with(directive), "x.sql"); });
		EXPECT_EQ(error.sqlstate, "PM014");
		return error.where.text();
	};
	EXPECT_EQ(where("-- depends_on: ok, not ok"), "x.sql:5:20");
	EXPECT_EQ(where("-- branch_labels: head"), "x.sql:5:19");
	EXPECT_EQ(error_of([] { parse_scripts("-- revision: a-b\n-- revises:\n-- migrate:up"); }).where.line, 1);
	EXPECT_EQ(error_of([] { parse_scripts("-- revision:\n-- revises:\n-- migrate:up"); }).sqlstate, "PM014");
	EXPECT_EQ(refusal(with("-- depends_on: b,,c")).where.line, 5);
	EXPECT_EQ(refusal(with("-- allow:")).where.line, 5);
	EXPECT_EQ(refusal(with("-- irreversible:")).where.line, 5);
}

TEST(Marker, TakesOptions) {
	const Script s = parsed("-- revision: a\n-- revises:\n-- migrate:up transaction:false\nSELECT 1;\n"
							"--migrate:down  empty:true\ttransaction:true\n-- nothing\n");
	EXPECT_FALSE(s.upgrade.transaction);
	EXPECT_TRUE(s.downgrade.transaction);
	EXPECT_TRUE(s.downgrade.declared_empty);
}

TEST(Marker, ThatIsNoneIsRefused) {
	EXPECT_EQ(refusal(marked("-- migrate:verify")).message, "the section \"-- migrate:verify\" is reserved");
	EXPECT_EQ(refusal(marked("-- migrate:dwon")).hint, "Did you mean \"down\"?");
	EXPECT_EQ(refusal(marked("-- migrate:UP")).hint, "Did you mean \"up\"?");
	EXPECT_EQ(
		refusal(marked("-- migrate:up\n-- migrate: down")).message, "there are blanks after \"migrate:\"");
	for (std::string_view bad : {"-- migrate:verify", "-- migrate:sideways", "-- migrate:"})
		EXPECT_EQ(refusal(marked(bad)).where.line, 4) << bad;
}

TEST(Marker, WithAnUnknownOptionIsRefused) {
	const Error error = refusal(marked("-- migrate:up transaction:flase"));
	EXPECT_EQ(error.where.line, 4);
	EXPECT_EQ(error.where.column, 15);
	EXPECT_EQ(error.hint, "Did you mean \"transaction:false\"?");
	for (std::string_view bad : {"transaction", "empty:false", "transaction:true transaction:false", "now"})
		EXPECT_EQ(refusal(marked(fmt::format("-- migrate:up {}", bad))).where.line, 4) << bad;
}

TEST(Marker, OfASectionThatIsThereIsRefused) {
	const Error error = refusal(marked("-- migrate:up\nSELECT 1;\n-- migrate:up"));
	EXPECT_EQ(error.message, "there are two sections \"-- migrate:up\"");
	EXPECT_EQ(error.detail, "The first is on line 4.");
	EXPECT_EQ(error.where.line, 6);
	EXPECT_EQ(refusal(marked("-- migrate:up\n-- migrate:down\n-- migrate:down")).where.line, 6);
}

TEST(Marker, OfTheDowngradeComesSecond) {
	EXPECT_EQ(refusal(marked("-- migrate:down\n-- migrate:up")).where.line, 4);
}

TEST(Marker, InABodyIsOneAllTheSame) {
	const Script s = parsed(marked("-- migrate:up\nDO $$\n  -- migrate:down\n$$;"));
	EXPECT_EQ(s.sql(Direction::upgrade), "DO $$\n");
}

TEST(ScriptFile, WithoutAnUpgradeIsRefused) {
	const Error error = refusal("-- revision: a\n-- revises:\n\nSELECT 1;\n");
	EXPECT_EQ(error.message, "script has no line \"-- migrate:up\"");
	EXPECT_EQ(error.where.line, 4);
	EXPECT_EQ(error.where.revision, "a");
	refusal("");
	refusal("SELECT 1;");
}

TEST(ScriptFile, WithSqlBeforeTheUpgradeIsRefused) {
	const Error error = refusal("-- revision: a\n-- revises:\n\n  SET x = 1;\n-- migrate:up\n");
	EXPECT_EQ(error.message, "there is SQL before the line \"-- migrate:up\"");
	EXPECT_EQ(error.where.text(), "x.sql:4:3");
	EXPECT_NO_THROW(parsed("/* licence */\n-- revision: a\n-- revises:\n/* a\nb */\n-- migrate:up\n"));
}

TEST(ScriptFile, WithANulByteIsRefused) {
	std::string text(kExample);
	text[text.find("CREATE")] = '\0';
	EXPECT_EQ(refusal(text).where.text(), "x.sql:10:1");
}

TEST(ScriptFile, WithSqlInASectionMarkedEmptyIsRefused) {
	EXPECT_EQ(refusal(marked("-- migrate:up empty:true")).where.line, 5);
}

TEST(ScriptFile, KeepsTheBytesOfCrlf) {
	std::string text;
	for (char c : kExample)
		text += c == '\n' ? "\r\n" : std::string(1, c);
	const Script s = parsed(text), lf = parsed(kExample);
	EXPECT_EQ(s.text, text);
	EXPECT_EQ(s.sql(Direction::downgrade), "DROP INDEX CONCURRENTLY i;\r\n");
	EXPECT_EQ(s.revision.message, lf.revision.message);
	EXPECT_EQ(s.settings[0].value, "2h");
	EXPECT_FALSE(s.upgrade.transaction);
	EXPECT_EQ(s.checksum, lf.checksum);
	EXPECT_EQ(s.section_checksum(Direction::upgrade), lf.section_checksum(Direction::upgrade));
}

TEST(ScriptFile, DropsABom) {
	const Script s = parsed(fmt::format("\xEF\xBB\xBF{}", kExample));
	EXPECT_EQ(s.text, kExample);
	EXPECT_EQ(s.revision.message, "perf: index extractions by contract");
}

TEST(ScriptFile, DropsSeveralBoms) {
	const std::string boms = "\xEF\xBB\xBF\xEF\xBB\xBF\xEF\xBB\xBF";
	const Script s = parsed(fmt::format("{}{}", boms, kExample));
	EXPECT_EQ(s.text, kExample);
	EXPECT_EQ(s.revision.message, "perf: index extractions by contract");
	EXPECT_EQ(parsed(boms + "-- migrate:up\n", "001_a.sql").text, "-- migrate:up\n");
}

TEST(ScriptFile, BlanksTheRestrictLinesOfPgDump) {
	const std::string begin = "-- revision: a\n-- revises:\n-- migrate:up\n";
	const Script s = parsed(begin + "-- dump\n\\restrict AbC123\nSELECT 1;\n\\unrestrict AbC123\n\n");
	EXPECT_EQ(s.sql(Direction::upgrade),
		"-- dump\n" + std::string(16, ' ') + "\nSELECT 1;\n" + std::string(18, ' ') + "\n\n");
	EXPECT_EQ(s.section_checksum(Direction::upgrade),
		parsed(begin + "-- dump\n\\restrict Other\nSELECT 1;\n\\unrestrict Other\n\n")
			.section_checksum(Direction::upgrade));
}

TEST(ScriptFile, RefusesControlCharactersInTheMessage) {
	try {
		(void)parse_scripts("-- harm\x1b[2J\n-- revision: a\n-- revises:\n-- migrate:up\n", "a.sql");
		FAIL();
	} catch (const Error &error) {
		EXPECT_EQ(error.sqlstate, condition::malformed_script.sqlstate);
		EXPECT_EQ(error.where.text(), "a.sql:1:8");
	}
	EXPECT_EQ(parsed("-- a\tb\r\n-- revision: a\n-- revises:\n-- migrate:up\n").revision.message, "a\tb");
}

TEST(FileName, OfALongIdFitsTheFileSystemAndIsItsOwn) {
	const std::string one = file_name({std::string(255, 'x'), {}, {}, {}, "Long"});
	const std::string other = file_name({std::string(254, 'x') + "y", {}, {}, {}, "Long"});
	EXPECT_LT(one.size(), 256u);
	EXPECT_NE(one, other);
}

TEST(ScriptFile, KeepsRestrictLinesThatPgDumpDoesNotWrite) {
	const std::string literal = "SELECT 'one\n\\restrict abc\ntwo';\n";
	EXPECT_EQ(parsed(marked("-- migrate:up\n" + literal)).sql(Direction::upgrade).substr(0, literal.size()),
		literal);
	const std::string two_words = "\\restrict a b\nSELECT 1;\n";
	EXPECT_EQ(
		parsed(marked("-- migrate:up\n" + two_words)).sql(Direction::upgrade).substr(0, two_words.size()),
		two_words);
}

TEST(ScriptFile, EndsWithoutANewlineIfItMust) {
	EXPECT_EQ(parsed("-- revision: a\n-- revises:\n-- migrate:up").sql(Direction::upgrade), "");
	EXPECT_EQ(
		parsed("-- revision: a\n-- revises:\n-- migrate:up\nSELECT 1").sql(Direction::upgrade), "SELECT 1");
}

TEST(Checksums, AreOverNormalizedText) {
	const Script s = parsed(kExample);
	EXPECT_EQ(s.checksum, sha256(normalize(kExample)));
	EXPECT_EQ(s.section_checksum(Direction::upgrade), sha256("CREATE INDEX CONCURRENTLY i ON t (c);"));
	EXPECT_EQ(s.section_checksum(Direction::downgrade), sha256("DROP INDEX CONCURRENTLY i;"));
	EXPECT_EQ(parsed(with("")).section_checksum(Direction::downgrade), "");
}

TEST(SeveralFiles, InOneTextAreSeveralScripts) {
	const std::string second =
		"-- Second\n--\n-- Prose.\n\n-- revision: b\n-- revises: a\n\n-- migrate:up\nSELECT 2;\n";
	const std::vector<Script> scripts =
		parse_scripts(std::string(kExample) + second + with("") + second, "all.sql");
	ASSERT_EQ(scripts.size(), 4u);
	EXPECT_EQ(scripts[0].text, kExample);
	EXPECT_EQ(scripts[1].text, second);
	EXPECT_EQ(scripts[1].revision.message, "Second");
	EXPECT_EQ(scripts[1].upgrade.line, 8);
	EXPECT_EQ(scripts[2].revision.id, "a");
	EXPECT_EQ(scripts[3].name, "all.sql");
}

TEST(SeveralFiles, LeaveBlankLinesToTheFileBefore) {
	const std::vector<Script> scripts = parse_scripts(with("") + "\n\n" + with(""));
	ASSERT_EQ(scripts.size(), 2u);
	EXPECT_EQ(scripts[1].text, with(""));
	EXPECT_EQ(
		scripts[0].section_checksum(Direction::upgrade), scripts[1].section_checksum(Direction::upgrade));
}

TEST(Header, NamesWhatTheRevisionReplaces) {
	const std::string replaces =
		"-- M\n-- replaces: a, b\n-- revision: c\n-- revises:\n-- replaces: b, z\n-- migrate:up\n";
	EXPECT_EQ(parsed(replaces).revision.replaces, (Names{"a", "b", "z"}));
	const Error error = refusal("-- M\n-- replaces: a, c\n-- revision: c\n-- revises:\n-- migrate:up\n");
	EXPECT_EQ(error.message, "revision \"c\" replaces itself");
	EXPECT_EQ(error.where.line, 3);
}

TEST(SeveralFiles, BeginAfterAnEmptyDowngrade) {
	const std::vector<Script> scripts = parse_scripts(with("") + "-- migrate:down\n" + with(""));
	ASSERT_EQ(scripts.size(), 2u);
	EXPECT_EQ(scripts[0].sql(Direction::downgrade), "");
	EXPECT_EQ(scripts[1].revision.message, "Message");
}

TEST(SeveralFiles, MayEachBeginWithABom) {
	const std::string bom = "\xEF\xBB\xBF";
	const std::vector<Script> scripts = parse_scripts(bom + with("") + "-- the end\n" + bom + with(""));
	ASSERT_EQ(scripts.size(), 2u);
	EXPECT_EQ(scripts[1].text, with(""));
	EXPECT_TRUE(scripts[0].text.ends_with("-- the end\n"));
}

TEST(SeveralFiles, CountLinesOfErrorsWithinTheFile) {
	const Error error = refusal(with("") + with("-- nonsense: x"));
	EXPECT_EQ(error.where.line, 5);
}

TEST(SeveralFiles, NeedAHeaderEach) {
	EXPECT_EQ(
		refusal(with("") + "-- migrate:up\nSELECT 2;\n").message, "there are two sections \"-- migrate:up\"");
}

TEST(FileWithoutHeader, IsTakenByItsName) {
	const Script s = parsed("-- migrate:up\nSELECT 1;\n", "db/20240101120000_add_users.sql");
	EXPECT_FALSE(s.has_header);
	EXPECT_EQ(s.revision.id, "20240101120000");
	EXPECT_EQ(s.revision.message, "add users");
	EXPECT_EQ(s.upgrade.line, 1);
	EXPECT_EQ(parsed("-- migrate:up\n", "init-schema.sql").revision.id, "init_schema");
	EXPECT_EQ(parsed("-- First\n-- migrate:up\n", "001.sql").revision.message, "First");
}

TEST(FileWithoutHeader, NeedsAName) {
	const Error error = refusal("-- migrate:up\nSELECT 1;\n", "");
	EXPECT_NE(error.hint.find("-- revision: 001_my_change\n-- revises:"), std::string::npos) << error.hint;
	EXPECT_EQ(error_of([] { parse_scripts("-- migrate:up\n", "a b.sql"); }).sqlstate, "PM014");
}

TEST(FileWithoutHeader, HasNoOtherDirectives) {
	EXPECT_EQ(refusal("-- Message\n-- revises: a\n-- migrate:up\n").message,
		"header has no line \"-- revision: ...\"");
	EXPECT_EQ(refusal("-- Message\n-- Revision ID: a\n-- migrate:up\n").where.line, 2);
}

TEST(ScriptFile, OfTenThousandRevisionsIsReadInNoTimeToSpeakOf) {
	std::string text;
	for (const Revision &r : chain(10'000))
		text += write_script({r, "SELECT 1;\n", "SELECT 2;\n"});
	const auto start = std::chrono::steady_clock::now();
	EXPECT_EQ(parse_scripts(text).size(), 10'000u);
	EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
}

} // namespace pgmigrate::core
