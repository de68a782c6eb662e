#include "extension/debug_point.hpp"

#ifdef PGMIGRATE_DEBUG_POINTS
#include <map>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/text.hpp"
#include "extension/settings_level.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

constexpr const char *kDebugSetting = "pgmigrate.debug_points";
char *points_value;

// What is to happen at the place; empty for nothing. Counts how often the process came there.
std::string action_at(const std::string &name) {
	static std::map<std::string, int> visits;
	if (points_value == nullptr || *points_value == '\0')
		return {};
	std::string numbered = fmt::format("{}:{}", name, ++visits[name]);
	for (std::string_view point : core::text::split(points_value, ',')) {
		std::size_t equals = point.find('=');
		if (equals == std::string_view::npos)
			continue;
		std::string_view place = point.substr(0, equals);
		if (place == name || place == numbered)
			return std::string(point.substr(equals + 1));
	}
	return {};
}

} // namespace

void debug_point(const char *name) {
	std::string action = action_at(name);
	if (action.empty())
		return;
	pg::pg_call([&] {
		ereport(LOG_SERVER_ONLY, (errmsg("debug point \"%s\": %s", name, action.c_str())));
		if (action == "error")
			ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR), errmsg("debug point \"%s\"", name)));
		if (action == "exit")
			ereport(FATAL, (errcode(ERRCODE_ADMIN_SHUTDOWN), errmsg("debug point \"%s\"", name)));
		if (action == "vanish")
			proc_exit(1);
		if (action == "wait_for_lock") {
			LOCKTAG tag;
			SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, 0, 1, 1); // pg_advisory_lock(1)
			(void)LockAcquire(&tag, ExclusiveLock, true, false);
			(void)LockRelease(&tag, ExclusiveLock, true);
		}
		while (action == "wait") {
			(void)WaitLatch(MyLatch, WL_LATCH_SET | WL_EXIT_ON_PM_DEATH, 0, PG_WAIT_EXTENSION);
			ResetLatch(MyLatch);
			CHECK_FOR_INTERRUPTS();
		}
	});
}

const char *debug_points() {
	return points_value == nullptr ? "" : points_value;
}

void set_debug_points(const char *value) {
	set_for_session(kDebugSetting, value);
}

bool is_debug_setting(std::string_view name) {
	return name == kDebugSetting;
}

void define_debug_points() {
	DefineCustomStringVariable(kDebugSetting, "Places where a run waits or fails, for tests.", nullptr,
		&points_value, "", PGC_USERSET, 0, nullptr, nullptr, nullptr);
}

} // namespace pgmigrate

#else

namespace pgmigrate {

void debug_point(const char *) {}

const char *debug_points() {
	return "";
}

void set_debug_points(const char *) {}

bool is_debug_setting(std::string_view) {
	return false;
}

void define_debug_points() {}

} // namespace pgmigrate

#endif
