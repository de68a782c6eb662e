#include "extension/squash.hpp"

#include <unordered_map>

#include <fmt/format.h>

#include "core/conditions.hpp"
#include "core/schema/compare.hpp"
#include "core/squash.hpp"
#include "core/text.hpp"
#include "extension/catalog_reader.hpp"
#include "extension/graph_cache.hpp"
#include "extension/migration_lock.hpp"
#include "extension/preconditions.hpp"
#include "extension/project_graph.hpp"
#include "extension/replaced.hpp"
#include "extension/replay.hpp"
#include "extension/snapshot_check.hpp"
#include "extension/trust.hpp"
#include "extension/upload.hpp"

namespace pgmigrate {

namespace {

namespace schema = core::schema;
using core::Direction;
using core::Node;
using core::text::sql_literal;

constexpr schema::SnapshotOptions kEverything{{}, true, true};

// Whoever squashes becomes the one who vouches for the whole, and so has to be it for each part already.
void require_vouched(const store::StoredScript &script, const std::string &role) {
	if (is_vouched(script, role))
		return;
	throw core::Error(core::condition::not_accepted,
		fmt::format("\"{}\" does not vouch for revision \"{}\", which would be squashed", role, script.id),
		fmt::format("It was uploaded by \"{}\"; only who vouches for both of its directions may squash it.",
			script.uploaded_by),
		fmt::format("Read it: SELECT pgmigrate.export({0}\x01); then upload it: "
					"SELECT * FROM pgmigrate.upload(script\x01).",
			sql_literal(script.id)));
}

// Some run in a transaction, and some statement by statement: as one they would do neither.
void require_same_way(const std::vector<store::StoredScript> &members, Direction direction) {
	const store::StoredScript *first = nullptr;
	for (const store::StoredScript &script : members) {
		if (script.facts(direction).statements == 0)
			continue;
		if (first != nullptr &&
			script.facts(direction).top_level.has_value() != first->facts(direction).top_level.has_value())
			throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
				fmt::format("revisions \"{}\" and \"{}\" cannot be run as one", first->id, script.id),
				fmt::format("The {} of one of them runs outside a transaction, that of the other in one.",
					core::name(direction)),
				"Squash what comes before it, and what comes after it, by itself.");
		first = &script;
	}
}

std::vector<store::StoredScript> stored_members(
	const Scope &scope, const core::RevisionGraph &graph, const core::Squash &planned) {
	std::vector<std::string> ids;
	for (Node n : planned.members)
		ids.push_back(graph[n].id);
	std::unordered_map<std::string, store::StoredScript> found;
	for (store::StoredScript &s : pg::own_statements([&] { return store::scripts(scope.project, ids); })) {
		std::string id = s.id;
		found.emplace(std::move(id), std::move(s));
	}
	std::vector<store::StoredScript> members;
	for (const std::string &id : ids) {
		const auto one = found.find(id);
		if (one == found.end())
			fail_not_stored(id);
		members.push_back(std::move(one->second));
	}
	return members;
}

void run_all(Shadow &shadow, const Scope &scope, const std::vector<PreparedStep> &steps) {
	for (const PreparedStep &step : steps)
		if (auto failure = shadow.run(step, scope)) {
			if (failure->is(core::condition::not_provable) && failure->hint.empty())
				failure->hint = "Squash what comes before it, and what comes after it, by itself.";
			failure->raise();
		}
}

// Throws unless the new script makes what the old ones make, on top of what is below them.
void prove(const Scope &scope, const core::RevisionGraph &graph, const core::Squash &planned,
	const core::Script &script, const std::string &role) {
	core::NodeSet below = graph.closure(std::span(&planned.members.back(), 1));
	for (Node n : planned.members)
		below.erase(n);
	std::vector<core::Step> first, old;
	for (Node n : graph.order(below))
		first.push_back({Direction::upgrade, n});
	for (Node n : planned.members)
		old.push_back({Direction::upgrade, n});
	const std::vector<PreparedStep> before = prepare_steps(scope.project, graph, first);
	const std::vector<PreparedStep> members = prepare_steps(scope.project, graph, old);
	const PreparedStep made{{Direction::upgrade, planned.members.back()}, script,
		examine_section(script, Direction::upgrade), false, {role}};

	std::vector<std::string> extensions = extensions_made_by(before);
	for (std::string &name : extensions_made_by(members))
		extensions.push_back(std::move(name));
	Shadow shadow("pgmigrate.squash()", std::move(extensions));
	const auto begin = [&] {
		make_target_schema(shadow, scope);
		(void)replay(shadow, scope, before);
	};
	begin();
	run_all(shadow, scope, members);
	const schema::Snapshot wanted = shadow.snapshot(kEverything);
	shadow.clear();
	begin();
	run_all(shadow, scope, {made});
	const std::vector<schema::Difference> left =
		schema::differences(wanted, shadow.snapshot(kEverything), {});
	shadow.finish();
	std::vector<schema::Difference> real;
	for (const schema::Difference &difference : left)
		if (!difference.is_note)
			real.push_back(difference);
	if (!real.empty())
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			"the revisions make another schema as one than one by one", described(real),
			"Look for what one of them sets for itself (search_path, role) that the next one would inherit.");
}

} // namespace

std::string squash(const SquashRequest &request) {
	require_outside_run("pgmigrate.squash()");
	require_writable("pgmigrate.squash()");
	const std::string role = vouching_role();
	lock_for_upload(request.scope.project);
	check_project_in_snapshot(request.scope.project);
	const Stored stored = read_stored(request.scope.project, {});
	const core::RevisionGraph &graph = stored.graph();
	const core::Squash planned = core::plan_squash(graph, request.from, request.to, request.message);
	const std::vector<store::StoredScript> members = stored_members(request.scope, graph, planned);
	std::vector<core::Script> scripts;
	for (const store::StoredScript &member : members) {
		require_vouched(member, role);
		scripts.push_back(parse_stored(member));
	}
	for (Direction direction : {Direction::upgrade, Direction::downgrade})
		require_same_way(members, direction);
	const core::NewScript made = core::squashed_script(planned, scripts);
	const std::string name =
		members.back().name.empty() ? core::file_name(made.revision) : members.back().name;
	const std::string text = core::write_script(made);
	const core::Script script = core::parse_script(text, name);
	(void)taken_over(request.scope.project, stored, script); // before the work of the proof
	prove(request.scope, graph, planned, script, role);
	(void)upload(request.scope, {{text, name}});
	return script.revision.id;
}

} // namespace pgmigrate
