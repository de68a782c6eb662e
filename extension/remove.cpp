#include "extension/remove.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/resolve.hpp"
#include "core/text.hpp"
#include "extension/half_applied.hpp"
#include "extension/migration_lock.hpp"
#include "extension/snapshot_check.hpp"
#include "extension/stored.hpp"

namespace pgmigrate {

std::string remove_revision(const Scope &scope, const std::string &target) {
	lock_for_upload(scope.project);
	check_project_in_snapshot(scope.project);
	Stored stored = read_stored(scope.project, {});
	core::Node node = core::resolve_name(stored.graph(), target);
	const std::string &id = stored.graph()[node].id;
	if (stored.applied.contains(node))
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			fmt::format("revision \"{}\" is applied and cannot be removed", id), {},
			fmt::format(
				"Downgrade past it first, in every target schema; SELECT * FROM pgmigrate.log({}) shows where it "
				"was applied.",
				core::text::sql_literal(id)));
	require_not_half_applied(scope.project, id, "remove");
	std::vector<std::string> dependents;
	for (core::Node n : stored.graph().children(node))
		dependents.push_back(stored.graph()[n].id);
	for (core::Node n : stored.graph().dependents(node))
		dependents.push_back(stored.graph()[n].id);
	if (!dependents.empty())
		throw core::Error("2BP01",
			fmt::format("revision \"{}\" cannot be removed because others rest on it", id),
			fmt::format("These rest on it: {}.", fmt::join(dependents, ", ")), "Remove those first.");
	std::vector<core::Revision> left;
	for (const core::Revision &r : stored.graph().revisions())
		if (r.id != id)
			left.push_back(r);
	core::RevisionGraph graph(std::move(left));
	Caller caller = Caller::now();
	store::LogEntry entry;
	entry.direction = "remove";
	entry.revision = id;
	entry.started_at = GetCurrentTimestamp();
	pg::own_statements([&] {
		for (const store::StoredScript &s : store::scripts(scope.project, {id}))
			entry.checksum = s.checksum;
		store::remove_script(scope.project, id);
		store::write_project_state(scope.project, head_ids(graph));
		store::write_log({scope.project, ""}, caller, {entry});
	});
	return id;
}

} // namespace pgmigrate
