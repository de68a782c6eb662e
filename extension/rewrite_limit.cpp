#include "extension/rewrite_limit.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "core/conditions.hpp"
#include "core/error.hpp"
#include "extension/settings.hpp"
#include "extension/watch.hpp"

#include "extension/pg/spi.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

constexpr std::string_view kAllowed = "table_rewrite";
// What is smaller tells more of the cache than of the disk.
constexpr std::int64_t kTelling = 1024 * 1024;

std::string pretty_size(double bytes) {
	return pg_call([&] {
		return TextDatumGetCString(
			DirectFunctionCall1(pg_size_pretty, Int64GetDatum(static_cast<int64>(bytes))));
	});
}

std::string pretty_time(double seconds) {
	if (seconds < 1)
		return "less than a second";
	if (seconds < 120)
		return fmt::format("about {:.0f} seconds", seconds);
	if (seconds < 7200)
		return fmt::format("about {:.0f} minutes", seconds / 60);
	return fmt::format("about {:.0f} hours", seconds / 3600);
}

// As those went that are written down; nothing where none is.
std::optional<double> estimated_seconds(std::int64_t bytes) {
	std::int64_t done = 0, microseconds = 0;
	pg::own_statements([&] {
		pg::query(
			// the tables of one statement are written one after another
			"SELECT sum(c.bytes)::bigint, (sum(extract(epoch FROM c.took)) * 1000000)::bigint FROM"
			" (SELECT sum(rewritten_bytes) AS bytes, max(rewritten_for) AS took FROM pgmigrate.changed_object"
			"  WHERE rewritten_bytes >= $1 GROUP BY change) c",
			{pg::Value::bigint(kTelling)}, [&](const pg::Row &row) {
				done = row.optional_number(0).value_or(0);
				microseconds = row.optional_number(1).value_or(0);
			});
	});
	if (done == 0)
		return std::nullopt;
	return static_cast<double>(bytes) / static_cast<double>(done) * static_cast<double>(microseconds) / 1e6;
}

const char *safe_way(int reasons) {
	if ((reasons & AT_REWRITE_COLUMN_REWRITE) != 0)
		return "Add a column of the new type, have a trigger keep both the same, fill it in batches, and exchange the two";
	if ((reasons & AT_REWRITE_DEFAULT_VAL) != 0)
		return "Add the column without that default, set the default in a statement of its own, and fill the old rows in "
			   "batches";
	return "Do it when nobody needs the table";
}

} // namespace

bool allows_rewrite(const core::Script &script) {
	return std::ranges::find(script.allow, kAllowed) != script.allow.end();
}

Rewrite rewritten_table() {
	Rewrite found;
	pg::query("SELECT o.type, n.nspname::text, o.identity, c.relpersistence = 't',"
			  " pg_event_trigger_table_rewrite_reason(), pg_total_relation_size(c.oid)"
			  " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
			  " CROSS JOIN pg_identify_object('pg_class'::regclass, c.oid, 0) o"
			  " WHERE c.oid = pg_event_trigger_table_rewrite_oid()",
		{}, [&](const pg::Row &row) {
			found.table = {row.string(0), row.string(1), row.string(2), "ALTER TABLE", {}, true,
				row.number(5), GetCurrentTimestamp()};
			found.is_temporary = row.truth(3);
			found.reasons = static_cast<int>(row.number(4));
		});
	return found;
}

void check_rewrite_limit(const char *command, const Rewrite &rewrite) {
	const double limit = rewrite_limit_setting();
	if (limit < 0 || static_cast<double>(rewrite.table.bytes) <= limit)
		return;
	const std::optional<double> seconds = estimated_seconds(rewrite.table.bytes);
	throw core::Error(core::condition::rewrite_limit_exceeded,
		fmt::format("{} would write all rows of table {} anew, which is larger than pgmigrate.rewrite_limit",
			command, rewrite.table.identity),
		fmt::format("It has {} with its indexes; the limit is {}. {}, nobody else would read or write it.",
			pretty_size(static_cast<double>(rewrite.table.bytes)), pretty_size(limit),
			seconds ? fmt::format("For {}, as earlier rewrites here went", pretty_time(*seconds))
					: "Meanwhile"),
		fmt::format(
			"{}. Where the table may be locked that long, add the line \"-- allow: {}\" below \"-- revises:\" in the file.",
			safe_way(rewrite.reasons), kAllowed));
}

void warn_of_idle_rewrite_limit() {
	if (rewrite_limit_setting() < 0)
		return;
	const bool is_off = pg::own_statements([] { return watch_settings().mode == "off"; });
	if (is_off)
		pg_call([] {
			ereport(WARNING, (errmsg("pgmigrate.rewrite_limit has no effect: the watch is off"),
								 errhint("A superuser begins it: SELECT pgmigrate.watch_start().")));
		});
}

} // namespace pgmigrate
