#include "core/allowed_settings.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/text.hpp"

namespace pgmigrate::core {

namespace {

constexpr auto kAllowed = std::to_array<std::string_view>({
	// how long it may take and wait
	"statement_timeout",
	"lock_timeout",
	"idle_in_transaction_session_timeout",
	"transaction_timeout",
	"deadlock_timeout",
	"pgmigrate.max_stall",
	"pgmigrate.table_lock_wait",
	"pgmigrate.rewrite_limit",
	// what it may use
	"maintenance_work_mem",
	"work_mem",
	"temp_buffers",
	"hash_mem_multiplier",
	"max_parallel_maintenance_workers",
	"max_parallel_workers_per_gather",
	"maintenance_io_concurrency",
	"effective_io_concurrency",
	"vacuum_cost_delay",
	"vacuum_cost_limit",
	"vacuum_cost_page_dirty",
	"vacuum_cost_page_hit",
	"vacuum_cost_page_miss",
	"synchronous_commit",
	// where things are found and put
	"search_path",
	"default_tablespace",
	"temp_tablespaces",
	"default_table_access_method",
	"default_toast_compression",
	// what is checked and fired
	"check_function_bodies",
	"row_security",
	"session_replication_role",
	// how values are read and written
	"array_nulls",
	"bytea_output",
	"client_encoding",
	"client_min_messages",
	"datestyle",
	"extra_float_digits",
	"intervalstyle",
	"quote_all_identifiers",
	"timezone",
	"xmlbinary",
	"xmloption",
	// how queries are planned
	"constraint_exclusion",
	"jit",
	"enable_async_append",
	"enable_bitmapscan",
	"enable_distinct_reordering",
	"enable_gathermerge",
	"enable_group_by_reordering",
	"enable_hashagg",
	"enable_hashjoin",
	"enable_incremental_sort",
	"enable_indexonlyscan",
	"enable_indexscan",
	"enable_material",
	"enable_memoize",
	"enable_mergejoin",
	"enable_nestloop",
	"enable_parallel_append",
	"enable_parallel_hash",
	"enable_partition_pruning",
	"enable_partitionwise_aggregate",
	"enable_partitionwise_join",
	"enable_presorted_aggregate",
	"enable_self_join_elimination",
	"enable_seqscan",
	"enable_sort",
	"enable_tidscan",
});

// Those that no script may be given, and why; a name that ends in "*" stands for all that begin so.
struct Refused {
	std::string_view name, reason, way_out;
};
constexpr std::array kRefused{
	Refused{"role", "Under whom a script starts is the caller's to say.",
		"SET pgmigrate.role before the call, or write SET ROLE in the script itself."},
	Refused{"session_authorization", "Under whom a script starts is the caller's to say.",
		"SET SESSION AUTHORIZATION before the call."},
	Refused{"transaction_*", "It belongs to a transaction, and that is not the script's own.",
		"Begin the transaction that calls pgmigrate so."},
	Refused{"standard_conforming_strings", "Scripts are always read with it on.",
		"Write E'...' where a backslash is to escape."},
	Refused{"event_triggers", "Whether event triggers fire is the caller's to say.",
		"SET event_triggers before the call."},
	Refused{"pgmigrate.*", "It counts for the whole run, not for one script.",
		"SET it before the call, or give the call's own argument."},
};

bool fits(std::string_view name, std::string_view pattern) {
	return pattern.ends_with('*') ? name.starts_with(pattern.substr(0, pattern.size() - 1)) : name == pattern;
}

bool is_custom(std::string_view lower_name) {
	return lower_name.find('.') != std::string_view::npos && !lower_name.starts_with("pgmigrate.");
}

} // namespace

bool is_allowed_setting(std::string_view name) {
	const std::string lower = text::lower(name);
	return is_custom(lower) || std::ranges::find(kAllowed, lower) != kAllowed.end();
}

void check_allowed_setting(std::string_view name) {
	if (is_allowed_setting(name))
		return;
	const std::string lower = text::lower(name);
	std::string reason =
		"What may be set for a script is what changes how its statements run: timeouts, memory, "
		"search_path, the planner's switches and the like, and any setting with a dot in its name.";
	std::string way_out = text::did_you_mean(lower, kAllowed);
	const auto refused =
		std::ranges::find_if(kRefused, [&](const Refused &r) { return fits(lower, r.name); });
	if (way_out.empty() && refused != kRefused.end()) {
		reason = refused->reason;
		way_out = refused->way_out;
	} else if (way_out.empty()) {
		way_out = "Write SET in the script itself, if a session may set it.";
	}
	throw Error(sqlstate::invalid_parameter_value, fmt::format("\"{}\" cannot be set for a script", name),
		std::move(reason), std::move(way_out));
}

} // namespace pgmigrate::core
