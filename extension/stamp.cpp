#include "extension/stamp.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/applied.hpp"
#include "core/plan.hpp"
#include "core/resolve.hpp"
#include "extension/half_applied.hpp"
#include "extension/migration_lock.hpp"
#include "extension/preconditions.hpp"
#include "extension/project_graph.hpp"
#include "extension/snapshot_check.hpp"
#include "extension/store.hpp"

namespace pgmigrate {

namespace {

// The rows before and after, each sorted as rows are read.
struct Change {
	ProjectGraph project;
	std::vector<std::string> after;

	bool is_none() const { return after == project.rows; }
};

Change plan(const StampRequest &request, const std::vector<core::Target> &targets) {
	ProjectGraph project = read_graph(request.scope, request.revisions);
	core::Plan plan = core::plan_stamp(project.graph(), project.rows, targets, request.purge);
	std::vector<std::string> after = core::ids_of(project.graph(), plan.rows_after);
	std::sort(after.begin(), after.end());
	return {std::move(project), std::move(after)};
}

// A row for each revision that becomes applied, or is no longer.
std::vector<store::LogEntry> log_of(const Change &change) {
	const core::RevisionGraph &graph = change.project.graph();
	core::NodeSet was = core::applied_anywhere(graph, change.project.rows);
	core::NodeSet is = core::applied_anywhere(graph, change.after);
	std::vector<store::LogEntry> log;
	for (core::Node n = 0; n < graph.size(); n++) {
		if (was.contains(n) == is.contains(n))
			continue;
		store::LogEntry entry;
		entry.direction = "stamp";
		entry.revision = graph[n].id;
		entry.started_at = GetCurrentTimestamp();
		entry.note = is.contains(n) ? "marked as applied" : "marked as not applied";
		log.push_back(std::move(entry));
	}
	return log;
}

std::string shown(const std::vector<std::string> &rows) {
	return rows.empty() ? std::string("<base>") : fmt::format("{}", fmt::join(rows, ", "));
}

} // namespace

std::vector<std::string> stamp(const StampRequest &request) {
	require_outside_run("pgmigrate.stamp()");
	require_target_schema(request.scope);
	std::vector<core::Target> targets;
	targets.reserve(request.targets.size());
	for (const std::string &text : request.targets)
		targets.push_back(core::parse_target(text));
	bool half_applied = is_half_applied(request.scope);
	if (plan(request, targets).is_none() && !half_applied)
		return {};
	require_writable("pgmigrate.stamp()");
	lock_for_run(request.scope);
	if (!request.purge)
		require_nothing_half_applied(request.scope, "pgmigrate.stamp()");
	check_version_rows_in_snapshot(request.scope);
	Change change = plan(request, targets);
	if (request.purge)
		pg::own_statements([&] { ledger::forget_all(request.scope); });
	if (change.is_none())
		return {}; // somebody else did it while we waited
	Caller caller = Caller::now();
	std::vector<store::LogEntry> log = log_of(change);
	pg::own_statements([&] {
		store::write_version_rows(request.scope, change.after);
		store::write_log(request.scope, caller, log);
	});
	return {fmt::format("stamp {} -> {}", shown(change.project.rows), shown(change.after))};
}

} // namespace pgmigrate
