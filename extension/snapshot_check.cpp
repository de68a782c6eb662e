#include "extension/snapshot_check.hpp"

#include <unordered_map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "extension/store.hpp"

namespace pgmigrate {

namespace {

using pg::SnapshotKind;

[[noreturn]] void refuse(const std::string &what, std::string detail = {}) {
	throw core::Error("40001", fmt::format("{} changed since this transaction's snapshot was taken", what),
		std::move(detail), "ROLLBACK and run it again, best in READ COMMITTED.");
}

std::string stamp_of(const std::string &project, SnapshotKind snapshot) {
	return pg::own_statements([&] { return store::project_state(project, snapshot).graph_stamp; });
}

// "a, b" or "nothing".
std::string listed(const std::vector<std::string> &rows) {
	return rows.empty() ? "nothing" : fmt::format("{}", fmt::join(rows, ", "));
}

} // namespace

void check_version_rows_in_snapshot(const Scope &scope) {
	if (!IsolationUsesXactSnapshot())
		return;
	auto [seen, latest] = pg::own_statements([&] {
		return std::pair(store::version_rows(scope), store::version_rows(scope, SnapshotKind::latest));
	});
	if (seen != latest)
		refuse("the version rows have",
			fmt::format("The snapshot shows {}; now there is {}.", listed(seen), listed(latest)));
}

void check_scripts_in_snapshot(const std::string &project, const std::vector<PreparedStep> &steps) {
	if (!IsolationUsesXactSnapshot() ||
		stamp_of(project, SnapshotKind::fresh) == stamp_of(project, SnapshotKind::latest))
		return;
	std::vector<std::string> ids;
	for (const PreparedStep &s : steps)
		ids.push_back(s.script.revision.id);
	std::unordered_map<std::string, std::string> latest;
	pg::own_statements([&] {
		for (store::StoredScript &s : store::scripts(project, ids, SnapshotKind::latest))
			latest.emplace(std::move(s.id), std::move(s.script));
	});
	for (const PreparedStep &s : steps) {
		auto found = latest.find(s.script.revision.id);
		if (found == latest.end() || found->second != s.script.text)
			refuse(fmt::format("the script of revision \"{}\" has", s.script.revision.id),
				found == latest.end() ? "It was removed." : "");
	}
}

void check_project_in_snapshot(const std::string &project) {
	if (!IsolationUsesXactSnapshot())
		return;
	if (stamp_of(project, SnapshotKind::fresh) != stamp_of(project, SnapshotKind::latest))
		refuse("the uploaded scripts have");
	auto [seen, latest] = pg::own_statements([&] {
		return std::pair(
			store::all_version_rows(project), store::all_version_rows(project, SnapshotKind::latest));
	});
	if (seen != latest)
		refuse("the version rows have");
}

} // namespace pgmigrate
