#include "extension/squash.hpp"

#include <algorithm>
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

constexpr const char *kLeftBehind =
	"Look for what one of them sets for itself (search_path, role) that the next one would inherit.";

// Makes what the squash rests on, and runs steps there.
class Ground {
public:
	Ground(Shadow &shadow, const SquashRequest &request, const std::vector<PreparedStep> &below)
		: shadow_(shadow), request_(request) {
		shadow_.make_target_schema(request.scope);
		replay(shadow_, request.scope, below, request.variables);
	}

	schema::Snapshot run(const std::vector<PreparedStep> &steps, const char *hint) {
		for (const PreparedStep &step : steps)
			if (auto failure = shadow_.run(step, request_.scope, request_.variables)) {
				if (failure->hint.empty())
					failure->hint = failure->is(core::condition::not_provable)
										? "Squash what comes before it, and what comes after it, by itself."
										: hint;
				failure->raise();
			}
		return shadow_.snapshot(kEverything);
	}

private:
	Shadow &shadow_;
	const SquashRequest &request_;
};

void require_equal(const schema::Snapshot &wanted, const schema::Snapshot &found, const char *message) {
	std::vector<schema::Difference> left = schema::differences(wanted, found, {});
	std::erase_if(left, [](const schema::Difference &d) { return d.is_note; });
	if (!left.empty())
		throw core::Error(
			core::sqlstate::object_not_in_prerequisite_state, message, described(left), kLeftBehind);
}

std::vector<PreparedStep> prepared(const Scope &scope, const core::RevisionGraph &graph,
	const std::vector<Node> &nodes, Direction direction) {
	std::vector<core::Step> steps;
	for (Node n : nodes)
		steps.push_back({direction, n});
	if (direction == Direction::downgrade)
		std::ranges::reverse(steps);
	return prepare_steps(scope.project, graph, steps);
}

// Throws unless the new script makes what the old ones make, on top of what is below them, and leaves what they leave.
void prove(const SquashRequest &request, const core::RevisionGraph &graph, const core::Squash &planned,
	const core::Script &script, const std::string &role) {
	core::NodeSet under = graph.closure(std::span(&planned.members.back(), 1));
	for (Node n : planned.members)
		under.erase(n);
	const std::vector<PreparedStep> below =
		prepared(request.scope, graph, graph.order(under), Direction::upgrade);
	const std::vector<PreparedStep> members =
		prepared(request.scope, graph, planned.members, Direction::upgrade);
	const auto made = [&](Direction direction) {
		return std::vector{PreparedStep{
			{direction, planned.members.back()}, script, examine_section(script, direction), false, {role}}};
	};
	const bool goes_back = script.is_reversible();

	std::vector<std::string> extensions = extensions_made_by(below);
	for (std::string &name : extensions_made_by(members))
		extensions.push_back(std::move(name));
	Shadow shadow("pgmigrate.squash()", std::move(extensions));
	shadow.warn_of_skipped_extensions();
	Ground one_by_one(shadow, request, below);
	const schema::Snapshot up = one_by_one.run(members, "");
	const schema::Snapshot down =
		goes_back ? one_by_one.run(prepared(request.scope, graph, planned.members, Direction::downgrade), "")
				  : schema::Snapshot();
	shadow.clear();
	Ground as_one(shadow, request, below);
	require_equal(up, as_one.run(made(Direction::upgrade), kLeftBehind),
		"the revisions make another schema as one than one by one");
	if (goes_back)
		require_equal(down, as_one.run(made(Direction::downgrade), kLeftBehind),
			"the revisions leave another schema when taken back as one than one by one");
	shadow.finish();
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
	prove(request, graph, planned, script, role);
	(void)upload(request.scope, {{text, name}});
	return script.revision.id;
}

} // namespace pgmigrate
