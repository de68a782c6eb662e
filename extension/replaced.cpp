#include "extension/replaced.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "core/applied.hpp"
#include "core/conditions.hpp"
#include "core/resolve.hpp"
#include "core/text.hpp"
#include "extension/half_applied.hpp"

namespace pgmigrate {

namespace {

using core::Node;
using core::text::sql_literal;

core::Location place(const core::Script &script) {
	return {script.name, script.revision.id, 0, 0};
}

// The one that stays has to be the last of them: whoever stands there stands where the new script leads.
Node require_last(const Stored &stored, const core::Script &script, const std::vector<Node> &replaced) {
	const core::RevisionGraph &graph = stored.graph();
	const std::string &id = script.revision.id;
	const auto last = graph.find(id);
	const auto fail = [&](const std::string &detail) {
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			fmt::format("revision \"{}\" cannot replace others here", id), detail,
			"Give it the id of the last revision that it replaces; pgmigrate.squash(from, to) writes such a file.")
			.at(place(script));
	};
	if (!last)
		fail(fmt::format("Revision \"{}\", which it replaces, is stored, and itself it is not.",
			graph[replaced.front()].id));
	const core::NodeSet below = graph.closure_of_what_is_there(std::span(&*last, 1));
	for (Node n : replaced)
		if (!below.contains(n))
			fail(fmt::format("Revision \"{}\" as it is stored does not rest on \"{}\".", id, graph[n].id));
	return *last;
}

// A database in between could neither run the new script, which makes again what is there, nor do without it.
void require_not_in_between(const Stored &stored, const core::Script &script, std::vector<Node> members) {
	const core::RevisionGraph &graph = stored.graph();
	const std::string &id = script.revision.id;
	for (const store::SchemaVersion &version : stored.versions) {
		const core::NodeSet applied = core::applied_anywhere(graph, version.rows);
		std::vector<Node> done;
		for (Node n : members)
			if (applied.contains(n))
				done.push_back(n);
		if (done.empty() || done.size() == members.size())
			continue;
		const std::string scope = version.target_schema.empty() ? std::string()
																: fmt::format(", target_schema => {}",
																	  sql_literal(version.target_schema));
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			fmt::format("revision \"{}\" replaces revisions of which only some are applied", id),
			fmt::format("Of {}, applied{}: {}.", core::text::quoted_list(core::ids_of(graph, members)),
				version.target_schema.empty()
					? std::string()
					: fmt::format(" in target schema \"{}\"", version.target_schema),
				core::text::quoted_list(core::ids_of(graph, done))),
			fmt::format(
				"Reach \"{}\" first, with the scripts that are stored: SELECT pgmigrate.upgrade({}\x01{}).",
				id, sql_literal(id), scope))
			.at(place(script));
	}
}

} // namespace

std::vector<std::string> taken_over(
	const std::string &project, const Stored &stored, const core::Script &script) {
	std::vector<Node> replaced;
	for (const std::string &id : script.revision.replaces)
		if (const auto node = stored.graph().find(id))
			replaced.push_back(*node);
	if (replaced.empty())
		return {};
	std::vector<Node> members = replaced;
	members.push_back(require_last(stored, script, replaced));
	for (Node n : members)
		require_not_half_applied(project, stored.graph()[n].id, "replace");
	require_not_in_between(stored, script, std::move(members));
	return core::ids_of(stored.graph(), replaced);
}

void check_not_replaced(const Stored &stored, const std::vector<core::Script> &scripts) {
	std::unordered_map<std::string_view, std::string_view> by;
	const auto note = [&](const core::Revision &revision) {
		for (const std::string &id : revision.replaces)
			by.insert_or_assign(id, revision.id);
	};
	for (const core::Revision &revision : stored.graph().revisions())
		note(revision);
	for (const core::Script &script : scripts)
		note(script.revision);
	if (by.empty())
		return;
	for (const core::Script &script : scripts)
		if (const auto found = by.find(script.revision.id); found != by.end())
			throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
				fmt::format("revision \"{}\" was squashed", script.revision.id),
				fmt::format(
					"It is a part of revision \"{}\" now, which says that it replaces it.", found->second),
				"Delete its file.")
				.at(place(script));
}

} // namespace pgmigrate
