#include "script_text.hpp"

namespace pgmigrate::core {

TEST(Setting, IsWrittenLikeSet) {
	const Script s = parsed(with(
		"-- set: a.a = 'it''s'\n-- set: b.c TO 5s\n-- set: jit=on\n-- set: TimeZone to 'x;y'\n-- set: work_mem = ''"));
	const std::vector<std::pair<std::string, std::string>> expected{
		{"a.a", "it's"}, {"b.c", "5s"}, {"jit", "on"}, {"TimeZone", "x;y"}, {"work_mem", ""}};
	ASSERT_EQ(s.settings.size(), expected.size());
	for (std::size_t i = 0; i < expected.size(); ++i) {
		EXPECT_EQ(s.settings[i].name, expected[i].first);
		EXPECT_EQ(s.settings[i].value, expected[i].second);
		EXPECT_EQ(s.settings[i].line, static_cast<int>(5 + i));
	}
}

TEST(Setting, ThatIsNoneIsRefused) {
	for (std::string_view bad : {"", "a", "a =", "a = 'b", "a = 'b';", "a = b;", "a = 'b' c'", "1a = b",
			 "local a = b", "= b", "a = '"})
		EXPECT_EQ(refusal(with(fmt::format("-- set: {}", bad))).where.line, 5) << bad;
}

TEST(Setting, ThatNoScriptMayHaveIsRefusedWithItsLine) {
	const Error error = refusal(with("-- set: work_mem = '1GB'\n-- set: lock_timout = '1s'"));
	EXPECT_EQ(error.sqlstate, "PM020");
	EXPECT_EQ(error.where.line, 6);
	EXPECT_EQ(error.where.column, 9);
	EXPECT_EQ(error.message, "\"lock_timout\" cannot be set for a script");
	EXPECT_EQ(error.hint, "Did you mean \"lock_timeout\"?");
}

} // namespace pgmigrate::core
