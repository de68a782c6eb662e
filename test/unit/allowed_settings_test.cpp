// Which settings may be given with a script.
#include "core/allowed_settings.hpp"

#include "helpers.hpp"

namespace pgmigrate::core {

namespace {

Error refusal_of(std::string_view name) {
	return error_of([&] { check_allowed_setting(name); });
}

} // namespace

TEST(AllowedSettings, AreThoseThatChangeHowStatementsRun) {
	for (std::string_view name : {"statement_timeout", "lock_timeout", "Search_Path", "TimeZone", "DateStyle",
			 "WORK_MEM", "maintenance_work_mem", "enable_seqscan", "vacuum_cost_delay", "transaction_timeout",
			 "session_replication_role", "pgmigrate.max_stall", "PgMigrate.Table_Lock_Wait"}) {
		EXPECT_TRUE(is_allowed_setting(name)) << name;
		EXPECT_NO_THROW(check_allowed_setting(name)) << name;
	}
}

TEST(AllowedSettings, HoldEveryCustomOne) {
	EXPECT_TRUE(is_allowed_setting("var.tenant"));
	EXPECT_TRUE(is_allowed_setting("auto_explain.log_min_duration"));
	EXPECT_TRUE(is_allowed_setting("pgmigrates.project"));
}

TEST(AllowedSettings, DoNotHoldWhatIsTheCallers) {
	for (std::string_view name :
		{"role", "ROLE", "session_authorization", "transaction_isolation", "transaction_read_only",
			"transaction_deferrable", "standard_conforming_strings", "pgmigrate.project", "pgmigrate.role",
			"pgmigrate.target_schema", "pgmigrate.lock_wait", "PGMIGRATE.LOCK_WAIT", "event_triggers",
			"shared_buffers", "lc_messages", "enable_nothing", ""}) {
		EXPECT_FALSE(is_allowed_setting(name)) << name;
		const Error error = refusal_of(name);
		EXPECT_EQ(error.sqlstate, "22023") << name;
		EXPECT_FALSE(error.detail.empty()) << name;
		EXPECT_FALSE(error.hint.empty()) << name;
	}
}

TEST(AllowedSettings, AreNamedWhereOneIsNear) {
	EXPECT_EQ(refusal_of("lock_timout").hint, "Did you mean \"lock_timeout\"?");
	EXPECT_EQ(refusal_of("Pgmigrate.max_stal").hint, "Did you mean \"pgmigrate.max_stall\"?");
	EXPECT_EQ(refusal_of("log_statement").hint, "Write SET in the script itself, if a session may set it.");
}

TEST(AllowedSettings, AreRefusedWithTheReason) {
	EXPECT_EQ(refusal_of("Role").message, "\"Role\" cannot be set for a script");
	EXPECT_EQ(refusal_of("role").detail, "Under whom a script starts is the caller's to say.");
	EXPECT_EQ(refusal_of("transaction_isolation").hint, "Begin the transaction that calls pgmigrate so.");
	EXPECT_EQ(refusal_of("pgmigrate.project").detail, "It counts for the whole run, not for one script.");
}

} // namespace pgmigrate::core
