#include "extension/rebase.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/applied.hpp"
#include "core/rebase.hpp"
#include "core/script_file.hpp"
#include "core/text.hpp"
#include "extension/graph_cache.hpp"
#include "extension/half_applied.hpp"
#include "extension/migration_lock.hpp"
#include "extension/project_graph.hpp"
#include "extension/snapshot_check.hpp"
#include "extension/stored.hpp"
#include "extension/upload.hpp"

namespace pgmigrate {

namespace {

using core::Direction;
using core::text::sql_literal;

// What to downgrade to, so that the revision and what rests on it go and nothing else does.
std::string target_below(const core::RevisionGraph &graph, core::Node node) {
	const std::span<const core::Node> parents = graph.parents(node);
	const std::string place = parents.empty() ? "base" : graph[parents.front()].id;
	const std::size_t beside =
		parents.empty() ? graph.bases().size() : graph.children(parents.front()).size();
	return beside > 1 ? fmt::format("{}@{}", graph[node].id, place) : place;
}

// Of target schemas, the empty one being none, for a detail.
std::string applied_where(std::vector<std::string> schemas) {
	const bool without = std::erase(schemas, "") != 0;
	if (schemas.empty())
		return {};
	return fmt::format("It is applied {}in target schema {}.", without ? "without a target schema, and " : "",
		core::text::quoted_list(schemas));
}

void check_not_applied(const Stored &stored, core::Node moved) {
	std::vector<std::string> schemas;
	for (const store::SchemaVersion &v : stored.versions)
		if (core::applied_anywhere(stored.graph(), v.rows).contains(moved))
			schemas.push_back(v.target_schema);
	if (schemas.empty())
		return;
	const std::string first = schemas.front();
	const bool only_without_schema = schemas.size() == 1 && first.empty();
	throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
		fmt::format("revision \"{}\" is applied and cannot be rebased", stored.graph()[moved].id),
		applied_where(schemas),
		fmt::format("Take it back first{}: SELECT pgmigrate.downgrade({}\x01{});",
			schemas.size() > 1 ? ", in each of them" : "", sql_literal(target_below(stored.graph(), moved)),
			only_without_schema ? "" : fmt::format(", target_schema => {}", sql_literal(first))));
}

// Whoever rebases becomes the one who vouches for the script, and so has to be it already: nobody answers for SQL that he
// has not read, nor does anybody's word cover an order that he did not see.
void check_vouched(const store::StoredScript &script, const std::string &role, const core::Rebase &rebase) {
	if (is_vouched(script, role))
		return;
	throw core::Error(core::condition::not_accepted,
		fmt::format("\"{}\" does not vouch for revision \"{}\", which would be rebased", role, script.id),
		fmt::format("It was uploaded by \"{}\"; only who vouches for both of its directions may move it.",
			script.uploaded_by),
		fmt::format(
			"Read it: SELECT pgmigrate.export({}\x01); change its line to \"-- revises: {}\"; then upload "
			"it: SELECT * FROM pgmigrate.upload(script\x01);",
			sql_literal(script.id), fmt::join(rebase.revises, ", ")));
}

void write(const Scope &scope, const Stored &stored, const core::Rebase &rebase,
	const store::StoredScript &old, const std::string &role) {
	const Caller caller = Caller::now();
	const std::vector<core::Script> scripts =
		core::parse_scripts(core::with_revises(old.script, old.id, rebase.revises, old.name), old.name);
	const core::Script &script = scripts.front();
	const store::NewScript changed{
		&script, examine_section(script, Direction::upgrade), examine_section(script, Direction::downgrade)};
	store::LogEntry entry;
	entry.direction = "rebase";
	entry.revision = script.revision.id;
	entry.checksum = script.checksum;
	entry.note = core::describe(stored.graph(), rebase);
	entry.started_at = GetCurrentTimestamp();
	pg::own_statements([&] {
		store::replace_script(scope.project, changed, role);
		store::write_project_state(scope.project, head_ids(core::rebased(stored.graph(), rebase)));
		store::write_log({scope.project, ""}, caller, {entry});
	});
}

} // namespace

std::string rebase_revision(
	const Scope &scope, const std::string &revision, const std::optional<std::string> &onto) {
	const std::string role = vouching_role();
	lock_for_upload(scope.project);
	check_project_in_snapshot(scope.project);
	Stored stored = read_stored(scope.project, {});
	const core::Rebase rebase = core::plan_rebase(stored.graph(), revision, onto);
	if (rebase.changes) {
		check_not_applied(stored, rebase.moved);
		require_not_half_applied(scope.project, stored.graph()[rebase.moved].id, "rebase");
		const std::vector<store::StoredScript> scripts = pg::own_statements(
			[&] { return store::scripts(scope.project, {stored.graph()[rebase.moved].id}); });
		if (scripts.empty())
			fail_not_stored(stored.graph()[rebase.moved].id);
		check_vouched(scripts.front(), role, rebase);
		write(scope, stored, rebase, scripts.front(), role);
	}
	return core::describe(stored.graph(), rebase);
}

} // namespace pgmigrate
