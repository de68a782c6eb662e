// Begins and ends the watch, and looks whether it is whole.
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "extension/watch.hpp"

#include "extension/pg/compat.hpp"
#include "extension/pg/identifiers.hpp"
#include "extension/pg/spi.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

constexpr std::array<std::string_view, 3> kModes{"record", "warn", "refuse"};

void require_superuser(const char *call) {
	if (!pg_call([] { return superuser(); }))
		throw core::Error("42501", "only a superuser can make or drop event triggers", {},
			fmt::format("A superuser types: SELECT pgmigrate.{}; anybody who is granted it may look with "
						"pgmigrate.watch_status().",
				call));
}

Oid extension_oid() {
	return pg_call([] { return get_extension_oid("pgmigrate", false); });
}

struct Trigger {
	Oid oid = InvalidOid;
	char enabled = 0;
	bool is_ours = false; // by event and function
	bool depends = false; // goes with the extension
};

Trigger look_for(const char *name, const char *event) {
	Trigger found;
	pg::query(
		"SELECT e.oid::int8, ascii(e.evtenabled::text), e.evtevent = $2 AND e.evtfoid = 'pgmigrate.watch()'::regprocedure,"
		" EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_event_trigger'::regclass AND d.objid = e.oid"
		"  AND d.refclassid = 'pg_extension'::regclass AND d.deptype = 'x'"
		"  AND d.refobjid = (SELECT x.oid FROM pg_extension x WHERE x.extname = 'pgmigrate'))"
		" FROM pg_event_trigger e WHERE e.evtname = $1",
		{name, event}, [&](const pg::Row &row) {
			found = {static_cast<Oid>(row.number(0)), static_cast<char>(row.number(1)), row.truth(2),
				row.truth(3)};
		});
	return found;
}

// As the caller, who is a superuser and will own the trigger.
void run_as_caller(const std::string &sql) {
	pg_call([&] {
		SPI_connect();
		if (SPI_execute(sql.c_str(), false, 0) != SPI_OK_UTILITY)
			elog(ERROR, "could not execute \"%s\"", sql.c_str());
		SPI_finish();
	});
}

void drop_trigger(const std::string &name) {
	run_as_caller(fmt::format("DROP EVENT TRIGGER {}", pg::quoted_identifier(name)));
}

// Event triggers that call the watch's function under names of somebody else's choice: each would record everything again.
std::vector<std::string> other_triggers() {
	std::vector<std::string> names, ours;
	for (const auto &[name, event] : kWatchTriggers)
		ours.emplace_back(name);
	pg::query("SELECT evtname::text FROM pg_event_trigger WHERE evtfoid = 'pgmigrate.watch()'::regprocedure"
			  " AND evtname <> ALL ($1) ORDER BY 1",
		{ours}, [&](const pg::Row &row) { names.push_back(row.string(0)); });
	return names;
}

void drop_other_triggers() {
	for (const std::string &name : pg::own_statements([] { return other_triggers(); }))
		drop_trigger(name);
}

// A dump does not carry the dependency, so it is made anew where it is missing.
void make_trigger(const char *name, const char *event) {
	Trigger trigger = pg::own_statements([&] { return look_for(name, event); });
	if (OidIsValid(trigger.oid) && !trigger.is_ours) {
		drop_trigger(name);
		trigger = {};
	}
	if (!OidIsValid(trigger.oid)) {
		run_as_caller(
			fmt::format("CREATE EVENT TRIGGER {} ON {} EXECUTE FUNCTION pgmigrate.watch()", name, event));
		trigger = pg::own_statements([&] { return look_for(name, event); });
	} else if (trigger.enabled == 'D' || trigger.enabled == 'R')
		run_as_caller(fmt::format("ALTER EVENT TRIGGER {} ENABLE", name));
	if (trigger.depends)
		return;
	const Oid extension = extension_oid();
	pg_call([&] {
		const ObjectAddress depends{EventTriggerRelationId, trigger.oid, 0},
			on{ExtensionRelationId, extension, 0};
		recordDependencyOn(&depends, &on, DEPENDENCY_AUTO_EXTENSION);
	});
}

void set_mode(const std::string &mode) {
	pg::own_statements([&] {
		pg::execute("INSERT INTO pgmigrate.watch (mode) VALUES ($1)"
					" ON CONFLICT (one) DO UPDATE SET mode = excluded.mode",
			{mode});
	});
}

} // namespace

WatchSettings watch_settings() {
	WatchSettings settings;
	pg::query(
		"SELECT mode, ignored_schemas, ignored_roles, break_glass_role FROM pgmigrate.watch", {},
		[&](const pg::Row &row) {
			settings = {row.string(0), row.list(1), row.list(2), row.optional_string(3)};
		},
		pg::SnapshotKind::latest); // a transaction that is older than the watch is watched, too
	return settings;
}

void start_watch(const std::string &mode) {
	require_superuser("watch_start()");
	if (std::ranges::find(kModes, mode) == kModes.end())
		throw core::Error(core::sqlstate::invalid_parameter_value,
			fmt::format("\"{}\" is no mode of the watch", mode), {},
			"The modes are \"record\", \"warn\" and \"refuse\".");
	drop_other_triggers();
	for (const auto &[name, event] : kWatchTriggers)
		make_trigger(name, event);
	set_mode(mode);
}

void stop_watch() {
	require_superuser("watch_stop()");
	for (const auto &[name, event] : kWatchTriggers)
		if (OidIsValid(pg::own_statements([&] { return look_for(name, event); }).oid))
			drop_trigger(name);
	drop_other_triggers();
	set_mode("off");
}

std::vector<std::string> watch_problems(bool is_on) {
	std::vector<std::string> problems;
	for (const auto &[name, event] : kWatchTriggers) {
		const Trigger trigger = look_for(name, event);
		if (!is_on) {
			if (trigger.is_ours)
				problems.push_back(fmt::format("event trigger \"{}\" is left over", name));
		} else if (!OidIsValid(trigger.oid))
			problems.push_back(fmt::format("event trigger \"{}\" is missing", name));
		else if (!trigger.is_ours)
			problems.push_back(fmt::format("event trigger \"{}\" is another one", name));
		else if (trigger.enabled == 'D')
			problems.push_back(fmt::format("event trigger \"{}\" is disabled", name));
		else if (trigger.enabled == 'R')
			problems.push_back(fmt::format("event trigger \"{}\" fires in replica sessions only", name));
		else if (!trigger.depends)
			problems.push_back(fmt::format("event trigger \"{}\" stands in the way of DROP EXTENSION", name));
	}
	for (const std::string &name : other_triggers())
		problems.push_back(fmt::format("event trigger \"{}\" records everything again", name));
	return problems;
}

} // namespace pgmigrate
