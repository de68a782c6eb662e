// SQL entry points of the watch: begin and end it, what it ignores, and what it found.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "extension/blame.hpp"
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
	start_watch(mode);
	return kVoid;
}

PGMIGRATE_FUNCTION(pgmigrate_watch_start_default) {
	require_outside_run("pgmigrate.watch_start()");
	const std::string mode = pg::own_statements([] { return watch_settings().mode; });
	start_watch(mode == "off" ? "record" : mode);
	return kVoid;
}

PGMIGRATE_FUNCTION(pgmigrate_watch_stop) {
	require_outside_run("pgmigrate.watch_stop()");
	stop_watch();
	return kVoid;
}

PGMIGRATE_FUNCTION(pgmigrate_watch_status) {
	WatchSettings settings;
	std::vector<std::string> problems;
	std::int64_t open = 0;
	pg::own_statements([&] {
		settings = watch_settings();
		if (settings.mode != "off")
			problems = watch_problems();
		pg::query("SELECT count(*) FROM pgmigrate.change WHERE revision IS NULL AND settled IS NULL", {},
			[&](const pg::Row &row) { open = row.number(0); }, pg::SnapshotKind::caller);
	});
	const std::string problem =
		problems.empty() ? ""
						 : fmt::format("{}; SELECT pgmigrate.watch_start() mends it", fmt::join(problems, ", "));
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
	allow_manual_ddl(args.required_text(0, "reason"));
	return kVoid;
}

PGMIGRATE_FUNCTION(pgmigrate_changes) {
	Arguments args(fcinfo);
	const std::string revision = args.required_text(0, "revision");
	const Scope scope = Scope::from(args.text(1), args.text(2));
	pg::answer_with(fcinfo,
		"SELECT c.happened_at, c.direction, c.statement, o.command_tag, o.object_type, o.identity,"
		" o.previous_identity, o.rewritten, c.text"
		" FROM pgmigrate.change c JOIN pgmigrate.changed_object o ON o.change = c.id"
		" WHERE c.project = $1 AND c.target_schema = $2 AND c.revision = $3 ORDER BY c.id, o.ordinal",
		{scope.project, scope.target_schema, revision});
	return kVoid;
}

PGMIGRATE_FUNCTION(pgmigrate_drift) {
	Arguments args(fcinfo);
	pg::answer_with(fcinfo,
		"SELECT c.id, c.happened_at, c.session_user_name, c.current_user_name, c.application_name,"
		" c.client_address, c.process_id, c.transaction, c.command_tag,"
		" ARRAY(SELECT concat_ws(' ', o.object_type, o.identity) FROM pgmigrate.changed_object o"
		"  WHERE o.change = c.id ORDER BY o.ordinal),"
		" c.text, c.reason, c.settled, c.settled_reason"
		" FROM pgmigrate.change c WHERE c.revision IS NULL AND ($1 OR c.settled IS NULL) ORDER BY c.id",
		{args.boolean(0)});
	return kVoid;
}

// Names change: what is written down under an earlier one counts up to the change. A column's name holds its table's.
PGMIGRATE_FUNCTION(pgmigrate_blame) {
	Arguments args(fcinfo);
	const ObjectNames names = object_names(args.required_text(0, "object"));
	pg::answer_with(fcinfo,
		"WITH RECURSIVE wanted (identity, whole, until) AS ("
		" SELECT n.identity, nullif(n.whole, ''), 9223372036854775807 FROM unnest($1::text[], $2::text[]) n (identity, whole)"
		" UNION"
		" SELECT CASE o.identity WHEN w.identity THEN o.previous_identity"
		"   ELSE o.previous_identity || substr(w.identity, length(o.identity) + 1) END,"
		"  CASE o.identity WHEN w.whole THEN o.previous_identity ELSE w.whole END, o.change"
		" FROM wanted w JOIN pgmigrate.changed_object o ON o.previous_identity IS NOT NULL"
		"  AND o.identity IN (w.identity, w.whole) AND o.change < w.until)"
		" SELECT c.happened_at, c.revision, c.direction, CASE WHEN c.revision IS NULL THEN c.id END,"
		" c.session_user_name, o.command_tag, o.object_type, o.identity, c.text"
		" FROM (SELECT DISTINCT ON (o.change, o.ordinal) o.* FROM wanted w JOIN pgmigrate.changed_object o"
		"  ON o.change <= w.until AND (o.identity = w.identity OR starts_with(o.identity, w.identity || '(')"
		"   OR (o.identity = w.whole AND o.command_tag ~ '^(CREATE|DROP) '))) o"
		" JOIN pgmigrate.change c ON c.id = o.change ORDER BY c.id DESC, o.ordinal",
		{names.identities, names.wholes});
	return kVoid;
}

PGMIGRATE_FUNCTION(pgmigrate_dismiss) {
	Arguments args(fcinfo);
	const std::int64_t id = args.bigint(0, "id");
	const std::string reason = args.required_text(1, "reason");
	require_outside_run("pgmigrate.dismiss()");
	require_writable("pgmigrate.dismiss()");
	const Caller caller = Caller::now();
	std::optional<std::string> settled;
	bool is_there = false;
	pg::own_statements([&] {
		pg::query("SELECT settled FROM pgmigrate.change WHERE id = $1 AND revision IS NULL FOR UPDATE",
			{Value::bigint(id)}, [&](const pg::Row &row) {
				is_there = true;
				settled = row.optional_string(0);
			});
		if (is_there && !settled)
			pg::execute("UPDATE pgmigrate.change SET settled = 'dismissed', settled_at = clock_timestamp(),"
						" settled_by = $2, settled_reason = $3 WHERE id = $1",
				{Value::bigint(id), caller.session_user, reason});
	});
	if (!is_there)
		throw core::Error(core::sqlstate::invalid_parameter_value, fmt::format("there is no drift {}", id), {},
			"SELECT * FROM pgmigrate.drift() shows what is open.");
	if (settled)
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			fmt::format("drift {} is settled already: {}", id, *settled), {},
			"SELECT * FROM pgmigrate.drift(true) shows what became of it.");
	return kVoid;
}
