#include "core/squash.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/new_revision.hpp"
#include "core/resolve.hpp"
#include "core/text.hpp"

namespace pgmigrate::core {

namespace {

void add_once(std::vector<std::string> &names, const std::string &name) {
	if (std::ranges::find(names, name) == names.end())
		names.push_back(name);
}

// All on the way from one node to another, along revises.
NodeSet between(const RevisionGraph &graph, Node from, Node to) {
	const NodeSet below = graph.ancestors(std::span(&to, 1));
	NodeSet found(graph.size());
	std::vector<Node> open{from};
	found.insert(from);
	while (!open.empty()) {
		const Node n = open.back();
		open.pop_back();
		for (Node child : graph.children(n))
			if (below.contains(child) && found.insert(child))
				open.push_back(child);
	}
	return found;
}

// Another revision that rests on a member would lose what it names.
void check_nothing_rests_on(const RevisionGraph &graph, const NodeSet &members, Node to) {
	for (Node n : members.nodes())
		for (const std::span<const Node> above : {graph.children(n), graph.dependents(n)})
			for (Node other : above)
				if (n != to && !members.contains(other))
					throw Error(sqlstate::object_not_in_prerequisite_state,
						fmt::format(
							"revision \"{}\" cannot become a part of \"{}\"", graph[n].id, graph[to].id),
						fmt::format("Revision \"{}\" rests on it, too.", graph[other].id),
						fmt::format("Squash up to \"{}\", and what comes after it by itself.", graph[n].id));
}

// The parents outside, without those that another one of them rests on.
std::vector<std::string> outer_parents(const RevisionGraph &graph, const NodeSet &members) {
	std::vector<Node> parents;
	for (Node n : members.nodes())
		for (Node parent : graph.parents(n))
			if (!members.contains(parent) && std::ranges::find(parents, parent) == parents.end())
				parents.push_back(parent);
	return ids_of(graph, parents.size() < 2 ? parents : graph.tips(graph.closure(parents)));
}

std::vector<std::string> outer_dependencies(
	const RevisionGraph &graph, const NodeSet &members, const std::vector<Node> &order) {
	std::vector<std::string> names;
	for (Node n : order)
		for (const std::string &name : graph[n].depends_on) {
			const auto by_id = graph.find(name);
			const auto node = by_id ? by_id : graph.find_label(name);
			if (!members.contains(node.value()))
				add_once(names, name);
		}
	return names;
}

} // namespace

Squash plan_squash(const RevisionGraph &graph, std::string_view from_target, std::string_view to_target,
	const std::optional<std::string> &message) {
	const Node from = locate_one(graph, from_target), to = locate_one(graph, to_target);
	const std::string &first = graph[from].id, &last = graph[to].id;
	if (from == to)
		throw Error(condition::illegal_target, fmt::format("\"{}\" is one revision already", last),
			"Both ends of a squash are part of it.", "Name two revisions, the lower one first.");
	(void)graph.closure(std::span(&to, 1));
	const NodeSet members = between(graph, from, to);
	if (!members.contains(to))
		throw Error(condition::not_reachable,
			fmt::format("revision \"{}\" does not revise \"{}\", directly or not", last, first), {},
			members.size() == 1 && between(graph, to, from).contains(from)
				? fmt::format("Name them the other way round: the lower one, \"{}\", first.", last)
				: std::string("Name two revisions of one line."));
	check_nothing_rests_on(graph, members, to);
	Squash squash;
	squash.members = graph.order(members);
	Revision &made = squash.revision;
	made.id = last;
	made.message = message ? *message : fmt::format("Revisions {} to {}", first, last);
	made.revises = outer_parents(graph, members);
	made.depends_on = outer_dependencies(graph, members, squash.members);
	for (Node n : squash.members) {
		for (const std::string &label : graph[n].branch_labels)
			add_once(made.branch_labels, label);
		for (const std::string &replaced : graph[n].replaces)
			add_once(made.replaces, replaced);
		if (n != to)
			add_once(made.replaces, graph[n].id);
	}
	return squash;
}

namespace {

// The text, so that another statement may follow. A semicolon too many does no harm.
std::string terminated(std::string_view sql) {
	const std::string_view text = text::trim(sql);
	const std::size_t line = text.rfind('\n');
	const bool ends_in_comment =
		text.substr(line == std::string_view::npos ? 0 : line).find("--") != std::string_view::npos;
	return fmt::format("{}\n{}", text, text.ends_with(';') && !ends_in_comment ? "" : ";\n");
}

// One after the other; downgrades in the opposite order.
std::string joined(std::span<const Script> scripts, Direction direction) {
	std::string sql;
	for (std::size_t i = 0; i < scripts.size(); ++i) {
		const Script &script = scripts[direction == Direction::upgrade ? i : scripts.size() - 1 - i];
		if (!script.is_blank(direction)) {
			const Revision &r = script.revision;
			sql += fmt::format("{}-- of {}{}{}\n{}", sql.empty() ? "" : "\n", r.id,
				r.message.empty() ? "" : ", ", r.message, terminated(script.sql(direction)));
		}
	}
	return sql;
}

bool same_settings(const Script &a, const Script &b) {
	return std::ranges::equal(a.settings, b.settings,
		[](const Setting &x, const Setting &y) { return x.name == y.name && x.value == y.value; });
}

[[noreturn]] void fail_different(const Script &a, const Script &b, const char *what) {
	throw Error(sqlstate::object_not_in_prerequisite_state,
		fmt::format("revisions \"{}\" and \"{}\" cannot be run as one", a.revision.id, b.revision.id),
		fmt::format("They differ in their {}.", what),
		fmt::format("Squash up to \"{}\", and what comes after it by itself.", a.revision.id));
}

// Whether the section runs in a transaction, of those that do anything.
bool transaction_of(std::span<const Script> scripts, Direction direction) {
	const Script *first = nullptr;
	for (const Script &script : scripts) {
		if (script.is_blank(direction))
			continue;
		if (first != nullptr &&
			script.section(direction).transaction != first->section(direction).transaction)
			fail_different(*first, script, "markers: one has \"transaction:false\"");
		first = &script;
	}
	return first == nullptr || first->section(direction).transaction;
}

std::string why_irreversible(std::span<const Script> scripts) {
	std::vector<std::string> reasons;
	for (const Script &script : scripts)
		if (!script.is_reversible())
			reasons.push_back(
				fmt::format("{}: {}", script.revision.id, script.irreversible.value_or("no downgrade")));
	return fmt::format("{}", fmt::join(reasons, "; "));
}

} // namespace

NewScript squashed_script(const Squash &squash, std::span<const Script> scripts) {
	NewScript made;
	made.revision = squash.revision;
	made.settings = scripts.front().settings;
	for (std::size_t i = 0; i < scripts.size(); i++) {
		if (!same_settings(scripts.front(), scripts[i]))
			fail_different(scripts[i - 1], scripts[i], "lines \"-- set:\"");
		for (const std::string &word : scripts[i].allow)
			add_once(made.allow, word);
	}
	made.upgrade_transaction = transaction_of(scripts, Direction::upgrade);
	made.upgrade = joined(scripts, Direction::upgrade);
	made.irreversible = why_irreversible(scripts);
	made.has_downgrade = made.irreversible.empty();
	if (made.has_downgrade) {
		made.downgrade_transaction = transaction_of(scripts, Direction::downgrade);
		made.downgrade = joined(scripts, Direction::downgrade);
		made.empty_downgrade = made.downgrade.empty();
	}
	made.empty = made.has_downgrade && made.upgrade.empty() && made.downgrade.empty();
	return made;
}

} // namespace pgmigrate::core
