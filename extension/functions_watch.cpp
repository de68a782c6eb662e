// SQL entry points of the watch: begin and end it, and what it ignores.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "extension/preconditions.hpp"
#include "extension/trust.hpp"
#include "extension/watch.hpp"

#include "extension/pg/compat.hpp"
#include "extension/pg/spi.hpp"

#include "extension/entry_point.hpp"

using namespace pgmigrate;
using pg::Arguments;
using pg::pg_call;
using pg::Value;

namespace {

constexpr Datum kVoid = 0;

// The owner's are the choices that decide what goes unseen.
void require_owner(const char *function) {
	const Oid owner = pg::extension_owner();
	if (!pg_call([&] { return has_privs_of_role(GetUserId(), owner); }))
		throw core::Error("42501", fmt::format("permission denied for {}", function), {},
			fmt::format("The owner of the extension, role \"{}\", may call it.",
				pg_call([&] { return GetUserNameFromId(owner, false); })));
}

} // namespace

PGMIGRATE_FUNCTION(pgmigrate_watch_start) {
	Arguments args(fcinfo);
	const std::string mode = args.required_text(0, "mode");
	require_outside_run("pgmigrate.watch_start()");
	require_writable("pgmigrate.watch_start()");
	start_watch(mode);
	return kVoid;
}

PGMIGRATE_FUNCTION(pgmigrate_watch_start_default) {
	require_outside_run("pgmigrate.watch_start()");
	require_writable("pgmigrate.watch_start()");
	const std::string mode = pg::own_statements([] { return watch_settings().mode; });
	start_watch(mode == "off" ? "record" : mode);
	return kVoid;
}

PGMIGRATE_FUNCTION(pgmigrate_watch_stop) {
	require_outside_run("pgmigrate.watch_stop()");
	require_writable("pgmigrate.watch_stop()");
	stop_watch();
	return kVoid;
}

PGMIGRATE_FUNCTION(pgmigrate_watch_status) {
	WatchSettings settings;
	std::vector<std::string> problems;
	std::int64_t open = 0;
	pg::own_statements([&] {
		settings = watch_settings();
		problems = watch_problems(settings.mode != "off");
		pg::query(
			"SELECT count(*) FROM pgmigrate.change WHERE revision IS NULL AND settled IS NULL", {},
			[&](const pg::Row &row) { open = row.number(0); }, pg::SnapshotKind::caller);
	});
	const std::string problem =
		problems.empty() ? ""
						 : fmt::format("{}; SELECT pgmigrate.{}() mends it", fmt::join(problems, ", "),
							   settings.mode != "off" ? "watch_start" : "watch_stop");
	pg::ResultRows rows(fcinfo);
	rows.add({settings.mode, settings.mode != "off" && problems.empty(),
		problem.empty() ? std::nullopt : std::optional(problem), settings.ignored_schemas,
		settings.ignored_roles, settings.break_glass_role, Value::bigint(open)});
	return kVoid;
}

PGMIGRATE_FUNCTION(pgmigrate_watch_ignore) {
	Arguments args(fcinfo);
	const auto schemas = args.text_array(0, "schemas"), roles = args.text_array(1, "roles");
	require_outside_run("pgmigrate.watch_ignore()");
	require_writable("pgmigrate.watch_ignore()");
	require_owner("pgmigrate.watch_ignore()");
	pg::own_statements([&] {
		pg::execute("INSERT INTO pgmigrate.watch (ignored_schemas, ignored_roles)"
					" VALUES (coalesce($1, '{}'), coalesce($2, '{}')) ON CONFLICT (one) DO UPDATE SET"
					" ignored_schemas = coalesce($1, watch.ignored_schemas),"
					" ignored_roles = coalesce($2, watch.ignored_roles)",
			{Value::optional_array(schemas), Value::optional_array(roles)});
	});
	return kVoid;
}

PGMIGRATE_FUNCTION(pgmigrate_watch_break_glass) {
	Arguments args(fcinfo);
	const std::optional<std::string> role = args.text(0);
	require_outside_run("pgmigrate.watch_break_glass()");
	require_writable("pgmigrate.watch_break_glass()");
	require_owner("pgmigrate.watch_break_glass()");
	if (role)
		(void)pg_call([&] { return get_role_oid(role->c_str(), false); });
	pg::own_statements([&] {
		pg::execute("INSERT INTO pgmigrate.watch (break_glass_role) VALUES ($1)"
					" ON CONFLICT (one) DO UPDATE SET break_glass_role = $1",
			{role});
	});
	return kVoid;
}

PGMIGRATE_FUNCTION(pgmigrate_allow_manual_ddl) {
	Arguments args(fcinfo);
	allow_manual_ddl(required_reason(args.required_text(0, "reason")));
	return kVoid;
}
