#include "core/activity_text.hpp"

#include <gtest/gtest.h>

namespace pgmigrate::core {

namespace {

ActivityText example() {
	ActivityText activity;
	activity.project = "default";
	activity.direction = "upgrade";
	activity.revision = "003_index";
	activity.step = 1;
	activity.steps = 3;
	activity.statement = 2;
	activity.statements = 5;
	activity.tag = "CREATE INDEX";
	activity.phase = "running";
	activity.since = 1793261019123000;
	return activity;
}

} // namespace

TEST(ActivityText, IsACommentWithAnObjectBeforeTheStatement) {
	EXPECT_EQ(write_activity(example(), "CREATE INDEX ON t (a)"),
		"/* pgmigrate {\"project\":\"default\",\"target_schema\":\"\",\"direction\":\"upgrade\","
		"\"revision\":\"003_index\",\"tag\":\"CREATE INDEX\",\"phase\":\"running\",\"step\":1,\"steps\":3,"
		"\"statement\":2,\"statements\":5,\"since\":\"2026-10-29T08:03:39.123Z\"} */ CREATE INDEX ON t (a)");
}

TEST(ActivityText, IsReadAsItWasWritten) {
	ActivityText activity = example();
	activity.target_schema = "a \"b\" \\ c\n*/ é";
	activity.worker_pid = 4711;
	activity.blocked_by = 12;
	activity.mode = "stepwise";
	const std::string text = write_activity(activity, "SELECT '} */ '");
	EXPECT_EQ(text.find("*/"), text.find("} */") + 2) << text;
	const auto read = read_activity(text);
	ASSERT_TRUE(read);
	EXPECT_EQ(read->statement, "SELECT '} */ '");
	EXPECT_EQ(read->activity.target_schema, activity.target_schema);
	EXPECT_EQ(read->activity.since, activity.since);
	EXPECT_EQ(read->activity.worker_pid, 4711);
	EXPECT_EQ(write_activity(read->activity, read->statement), text);
}

TEST(ActivityText, IsNotReadWhereItsEndIsCutOffWithinTheObject) {
	const std::string text = write_activity(example(), "SELECT 1");
	const std::size_t statement = text.find("SELECT");
	for (std::size_t size = 0; size < text.size(); size++)
		EXPECT_EQ(read_activity(text.substr(0, size)).has_value(), size >= statement) << size;
}

TEST(ActivityText, IsNotReadWhereSomebodyElseWroteIt) {
	for (const char *text :
		{"", "SELECT 1", "/* pgmigrate {} */ SELECT 1", "/* pgmigrate {\"project\":1} */ ",
			"/* pgmigrate {\"project\":\"\"} */ ", "/* pgmigrate {\"project\":\"a\",\"other\":1} */ ",
			"/* pgmigrate {\"project\":\"a\",\"project\":\"b\"} */ ",
			"/* pgmigrate {\"project\":\"a\",\"step\":-1} */ ",
			"/* pgmigrate {\"project\":\"a\",\"step\":99999999999} */ ",
			"/* pgmigrate {\"project\":\"a\\u0000b\"} */ ", "/* pgmigrate {\"project\":\"a\\u00e9\"} */ ",
			"/* pgmigrate {\"project\":\"a\",\"since\":\"2026-02-30T00:00:00.000Z\"} */ ",
			"/* pgmigrate {\"project\":\"a\",\"since\":\"yesterday\"} */ "})
		EXPECT_FALSE(read_activity(text)) << text;
	EXPECT_TRUE(read_activity("/* pgmigrate {\"project\":\"a\"} */ "));
}

} // namespace pgmigrate::core
