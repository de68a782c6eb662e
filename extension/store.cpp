#include "extension/store.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>

namespace pgmigrate::store {

using pg::execute;
using pg::query;
using pg::Row;

ProjectState project_state(const std::string &project, SnapshotKind snapshot) {
	ProjectState state;
	query(
		"SELECT graph_stamp::text, heads FROM pgmigrate.project WHERE project = $1", {project},
		[&](const Row &row) {
			state = {row.string(0), row.list(1)};
		},
		snapshot);
	return state;
}

void write_project_state(const std::string &project, const std::vector<std::string> &heads) {
	execute("INSERT INTO pgmigrate.project (project, graph_stamp, heads) VALUES ($1, gen_random_uuid(), $2)"
			" ON CONFLICT (project) DO UPDATE SET graph_stamp = excluded.graph_stamp, heads = excluded.heads",
		{project, heads});
}

std::vector<core::Revision> revisions(const std::string &project, SnapshotKind snapshot) {
	std::vector<core::Revision> found;
	query(
		"SELECT revision, revises, depends_on,"
		" branch_labels, message, replaces FROM pgmigrate.revision WHERE project = $1"
		" ORDER BY upload_order",
		{project},
		[&](const Row &row) {
			found.push_back(
				{row.string(0), row.list(1), row.list(2), row.list(3), row.string(4), row.list(5)});
		},
		snapshot);
	return found;
}

std::vector<std::string> version_rows(const Scope &scope, SnapshotKind snapshot) {
	std::vector<std::string> found;
	query(
		"SELECT revision FROM pgmigrate.version WHERE project = $1 AND target_schema = $2"
		" ORDER BY revision COLLATE \"C\"",
		{scope.project, scope.target_schema}, [&](const Row &row) { found.push_back(row.string(0)); },
		snapshot);
	return found;
}

// Compared here and not by the server, for which every row that stays would be one more to compare each row with.
void write_version_rows(const Scope &scope, const std::vector<std::string> &rows) {
	std::vector<std::string> before = version_rows(scope), after = rows, gone, come;
	std::ranges::sort(before);
	std::ranges::sort(after);
	std::ranges::set_difference(before, after, std::back_inserter(gone));
	std::ranges::set_difference(after, before, std::back_inserter(come));
	if (!gone.empty())
		execute("DELETE FROM pgmigrate.version v USING unnest($3::text[]) gone (revision)"
				" WHERE v.project = $1 AND v.target_schema = $2 AND v.revision = gone.revision",
			{scope.project, scope.target_schema, gone});
	if (!come.empty())
		execute("INSERT INTO pgmigrate.version (project, target_schema, revision)"
				" SELECT $1, $2, r FROM unnest($3::text[]) r ON CONFLICT DO NOTHING",
			{scope.project, scope.target_schema, come});
}

std::vector<SchemaVersion> all_version_rows(const std::string &project, SnapshotKind snapshot) {
	std::vector<SchemaVersion> found;
	query(
		"SELECT target_schema, revision FROM pgmigrate.version WHERE project = $1"
		" ORDER BY target_schema COLLATE \"C\", revision COLLATE \"C\"",
		{project},
		[&](const Row &row) {
			if (found.empty() || found.back().target_schema != row.text(0))
				found.push_back({row.string(0), {}});
			found.back().rows.push_back(row.string(1));
		},
		snapshot);
	return found;
}

std::vector<Scope> applied_scopes(SnapshotKind snapshot) {
	std::vector<Scope> scopes;
	query(
		"SELECT DISTINCT project COLLATE \"C\", target_schema COLLATE \"C\" FROM pgmigrate.version ORDER BY 1, 2",
		{},
		[&](const Row &row) {
			Scope &scope = scopes.emplace_back();
			scope.project = row.string(0);
			scope.target_schema = row.string(1);
		},
		snapshot);
	return scopes;
}

std::vector<std::string> StoredScript::vouching(core::Direction direction) const {
	std::vector<std::string> roles =
		direction == core::Direction::upgrade ? upgrade_accepted_by : downgrade_accepted_by;
	std::erase(roles, uploaded_by);
	roles.insert(roles.begin(), uploaded_by);
	return roles;
}

std::vector<StoredScript> scripts(
	const std::string &project, const std::vector<std::string> &ids, SnapshotKind snapshot) {
	std::vector<StoredScript> found;
	query(
		"SELECT r.revision, r.script, coalesce(r.name, ''), r.checksum, r.upgrade_checksum, r.downgrade_checksum,"
		" r.revises, r.depends_on, r.reversible,"
		" r.upgrade_statements, r.upgrade_top_level, r.downgrade_statements, r.downgrade_top_level,"
		" r.server_major, r.uploaded_by, r.upgrade_enum_values, r.downgrade_enum_values,"
		" (SELECT array_agg(a.accepted_by) FROM pgmigrate.acceptance a WHERE a.project = r.project"
		"  AND a.revision = r.revision AND a.direction = 'upgrade'),"
		" (SELECT array_agg(a.accepted_by) FROM pgmigrate.acceptance a WHERE a.project = r.project"
		"  AND a.revision = r.revision AND a.direction = 'downgrade')"
		" FROM pgmigrate.revision r WHERE r.project = $1 AND r.revision = ANY ($2)",
		{project, ids},
		[&](const Row &row) {
			StoredScript s;
			s.id = row.string(0);
			s.script = row.string(1);
			s.name = row.string(2);
			s.checksum = row.string(3);
			s.upgrade_checksum = row.string(4);
			s.downgrade_checksum = row.optional_string(5);
			s.revises = row.list(6);
			s.depends_on = row.list(7);
			s.reversible = row.truth(8);
			s.upgrade = {static_cast<int>(row.number(9)), row.optional_integer(10), row.list(15)};
			s.downgrade = {static_cast<int>(row.number(11)), row.optional_integer(12), row.list(16)};
			s.server_major = static_cast<int>(row.number(13));
			s.uploaded_by = row.string(14);
			s.upgrade_accepted_by = row.list(17);
			s.downgrade_accepted_by = row.list(18);
			found.push_back(std::move(s));
		},
		snapshot);
	return found;
}

#define SCRIPT_FACTS                                                                                         \
	"SELECT r.revision, encode(sha256(convert_to(r.script, getdatabaseencoding())), 'hex'),"                 \
	" CASE WHEN $2 THEN r.upgrade_statements ELSE r.downgrade_statements END,"                               \
	" CASE WHEN $2 THEN r.upgrade_top_level ELSE r.downgrade_top_level END,"                                 \
	" r.server_major, r.uploaded_by,"                                                                        \
	" CASE WHEN $2 THEN r.upgrade_enum_values ELSE r.downgrade_enum_values END, r.reversible FROM pgmigrate.revision r"

std::vector<StoredFacts> script_facts(const std::string &project, const std::vector<std::string> *ids,
	core::Direction direction, SnapshotKind snapshot) {
	bool upgrade = direction == core::Direction::upgrade;
	std::vector<StoredFacts> found;
	auto read = [&](const Row &row) {
		found.push_back({row.string(0), row.string(1),
			{static_cast<int>(row.number(2)), row.optional_integer(3), row.list(6)},
			static_cast<int>(row.number(4)), row.string(5), {}, row.truth(7)});
	};
	if (ids != nullptr)
		query(SCRIPT_FACTS
			" JOIN unnest($3::text[]) wanted (id) ON r.revision = wanted.id WHERE r.project = $1",
			{project, upgrade, *ids}, read, snapshot);
	else
		query(SCRIPT_FACTS " WHERE r.project = $1", {project, upgrade}, read, snapshot);
	// A statement of its own: the planner may know nothing of either table, and a join of them that it takes for small
	// could be quadratic.
	std::unordered_map<std::string_view, StoredFacts *> by_id;
	by_id.reserve(found.size());
	for (StoredFacts &s : found)
		by_id.emplace(s.id, &s);
	query(
		"SELECT revision, accepted_by FROM pgmigrate.acceptance WHERE project = $1 AND direction = $2",
		{project, core::name(direction)},
		[&](const Row &row) {
			if (auto s = by_id.find(row.text(0)); s != by_id.end())
				s->second->accepted_by.push_back(row.string(1));
		},
		snapshot);
	return found;
}

} // namespace pgmigrate::store
