#include "extension/adopt.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/applied.hpp"
#include "core/conditions.hpp"
#include "core/text.hpp"
#include "extension/drift.hpp"
#include "extension/migration_lock.hpp"
#include "extension/preconditions.hpp"
#include "extension/project_graph.hpp"
#include "extension/stamp.hpp"
#include "extension/top_level.hpp"

#include "extension/pg/identifiers.hpp"
#include "extension/pg/spi.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

// In one line, whatever it holds: it will stand in a comment of a script.
std::string one_line(std::string text) {
	std::ranges::replace_if(
		text, [](unsigned char c) { return c < ' ' || c == 0x7f; }, ' ');
	return text;
}

using SearchPath = std::vector<std::string>;

SearchPath search_path_of(const std::string &setting) {
	SearchPath path = pg::split_identifiers(setting, ',').value_or(SearchPath{});
	std::erase(path, ""); // which is no schema
	return path;
}

// What a step begins with where nobody has set anything: not what this role or database has set, for others may not.
SearchPath usual_search_path(const Scope &scope) {
	SearchPath path{"$user", "public"};
	if (!scope.target_schema.empty())
		path.insert(path.begin(), scope.target_schema);
	return path;
}

std::string set_search_path(const SearchPath &path) {
	return fmt::format("SET search_path = {};\n", path.empty() ? "''" : pg::joined_identifiers(path, ", "));
}

// A value that is added to an enum type is not to be used before the end of its transaction, and what follows may use it.
bool adds_enum_value(Node *tree) {
	return IsA(tree, AlterEnumStmt) && castNode(AlterEnumStmt, tree)->oldVal == nullptr;
}

bool needs_own_transaction(const std::string &text) {
	return pg_call([&] {
		ListCell *cell;
		foreach (cell, raw_parser(text.c_str(), RAW_PARSE_DEFAULT))
			if (Node *tree = lfirst_node(RawStmt, cell)->stmt;
				must_be_top_level(tree) != nullptr || adds_enum_value(tree))
				return true;
		return false;
	});
}

// Whoever runs this should know whose words they are.
std::string remark_on(const Drift &drift, const std::string &me) {
	std::string remark;
	if (drift.session_user != me || drift.current_user != me || drift.reason)
		remark = fmt::format("-- by \"{}\"{}{}\n", one_line(drift.session_user),
			drift.current_user != drift.session_user ? fmt::format(" as \"{}\"", one_line(drift.current_user))
													 : "",
			drift.reason ? ": " + one_line(*drift.reason) : std::string());
	if (!drift.is_exact)
		remark += "-- led to the change, whose own text is not known\n";
	return remark;
}

// A line that begins as the markers of a migration file do cannot stand in one.
void require_no_marker(const Drift &drift) {
	for (std::string_view line : core::text::split(drift.text, '\n')) {
		line = core::text::trim(line);
		if (!line.starts_with("--") || !core::text::trim(line.substr(2)).starts_with("migrate:"))
			continue;
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			fmt::format("drift {} cannot be adopted", drift.id),
			fmt::format("Its line \"{}\" would be read as a section marker.", line),
			fmt::format(
				"Adopt the others by their ids, write what this one did into a revision, and stamp that; then "
				"SELECT pgmigrate.dismiss({}, 'written by hand').",
				drift.id));
	}
}

std::string upgrade_of(const Scope &scope, const std::vector<Drift> &all) {
	const std::string me = pg_call([] { return GetUserNameFromId(GetSessionUserId(), false); });
	SearchPath path = usual_search_path(scope);
	std::string sql;
	std::set<std::pair<std::string, std::string>> told; // what led to several changes, by transaction
	for (const Drift &drift : all) {
		if (!drift.is_exact && !told.emplace(drift.transaction, drift.text).second)
			continue;
		require_no_marker(drift);
		SearchPath own = search_path_of(drift.search_path);
		if (own != path && own != SearchPath{scope.target_schema})
			sql += set_search_path(path = std::move(own));
		sql += remark_on(drift, me);
		// the statement may end in a comment
		const std::size_t last_line = drift.text.find_last_of('\n') + 1;
		sql += drift.text + (drift.text.find("--", last_line) == drift.text.npos ? ";\n" : "\n;\n");
	}
	return sql;
}

// Marking the revision as applied says the same of all that it follows.
void require_parents_applied(const Scope &scope, const std::string &id) {
	const ProjectGraph project = read_graph(scope, std::nullopt);
	const core::RevisionGraph &graph = project.graph();
	const core::NodeSet applied = core::applied_anywhere(graph, project.rows);
	for (core::Node parent : graph.parents(*graph.find(id)))
		if (!applied.contains(parent))
			throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
				fmt::format("revision \"{}\" is not applied here", graph[parent].id),
				"What is adopted would follow it, and is there already.",
				fmt::format(
					"Run pgmigrate.upgrade({0}) first, or, where nobody has it yet, pgmigrate.remove({0}).",
					core::text::sql_literal(graph[parent].id)));
}

// What makes a fork is offered where a revision is made to be run; this one has been.
std::string stored(const AdoptRequest &request, core::NewScript sections) {
	try {
		return make_revision(request.scope, request.revision, std::move(sections));
	} catch (core::Error &error) {
		if (error.sqlstate == core::condition::not_a_head.sqlstate)
			error.hint = "Run pgmigrate.upgrade() first, or pgmigrate.remove what nobody has applied yet.";
		throw;
	}
}

} // namespace

std::string adopt(const AdoptRequest &request) {
	require_outside_run("pgmigrate.adopt()");
	require_writable("pgmigrate.adopt()");
	require_target_schema(request.scope);
	lock_for_run(request.scope);
	const std::vector<Drift> drift = open_drift(request.drift);
	core::NewScript sections;
	sections.upgrade = upgrade_of(request.scope, drift);
	sections.upgrade_transaction =
		std::ranges::none_of(drift, [](const Drift &one) { return needs_own_transaction(one.text); });
	sections.has_downgrade = request.downgrade.has_value();
	sections.downgrade = request.downgrade.value_or("");
	const std::string id = stored(request, std::move(sections));
	require_parents_applied(request.scope, id);
	(void)stamp({request.scope, {id}, false, std::nullopt});
	settle(drift, "adopted", id);
	return id;
}

} // namespace pgmigrate
