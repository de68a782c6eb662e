#include "core/applied.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/resolve.hpp"
#include "core/text.hpp"

namespace pgmigrate::core {

namespace {

[[noreturn]] void fail_unknown_row(const std::string &row, std::span<const std::string> version_rows) {
	throw Error(condition::unknown_revision,
		fmt::format("version row \"{}\" names a revision that is not uploaded", row),
		fmt::format(
			"The version rows are {}; what is applied can only be told where all of them have a revision.",
			text::quoted_list(version_rows)),
		"Upload its file; or SELECT pgmigrate.stamp('current', purge => true\x02); forgets the rows that have no "
		"revision.");
}

} // namespace

std::vector<Node> version_nodes(const RevisionGraph &graph, std::span<const std::string> version_rows) {
	std::vector<Node> rows;
	for (const std::string &row : version_rows) {
		const auto node = graph.find(row);
		if (!node)
			fail_unknown_row(row, version_rows);
		rows.push_back(*node);
	}
	return rows;
}

NodeSet applied_set(const RevisionGraph &graph, std::span<const std::string> version_rows) {
	return graph.closure(version_nodes(graph, version_rows));
}

NodeSet applied_set_without_overlap(const RevisionGraph &graph, std::span<const std::string> version_rows) {
	const std::vector<Node> rows = version_nodes(graph, version_rows);
	NodeSet applied = graph.closure(rows);
	check_no_overlap(graph, rows, "the version rows name a revision together with one that it rests on",
		"Something else has written the version rows. SELECT pgmigrate.stamp('current'\x02); leaves those that say it "
		"all.");
	return applied;
}

void check_no_overlap(const RevisionGraph &graph, std::span<const Node> nodes, std::string_view message,
	std::string_view hint) {
	if (nodes.size() < 2)
		return;
	std::vector<Node> below;
	for (Node n : nodes) {
		below.insert(below.end(), graph.parents(n).begin(), graph.parents(n).end());
		below.insert(below.end(), graph.dependencies(n).begin(), graph.dependencies(n).end());
	}
	const NodeSet covered = graph.closure(below);
	std::vector<Node> overlapping;
	for (Node n : nodes)
		if (covered.contains(n))
			overlapping.push_back(n);
	if (overlapping.empty())
		return;
	throw Error(condition::overlapping_revisions, std::string(message),
		fmt::format("Others of them rest on {}.", text::quoted_list(ids_of(graph, overlapping))),
		std::string(hint));
}

NodeSet applied_anywhere(const RevisionGraph &graph, std::span<const std::string> version_rows) {
	std::vector<Node> known;
	for (const std::string &row : version_rows)
		if (const auto node = graph.find(row))
			known.push_back(*node);
	return graph.closure_of_what_is_there(known);
}

std::vector<Node> current(const RevisionGraph &graph, std::span<const std::string> version_rows) {
	const std::vector<Node> rows = version_nodes(graph, version_rows);
	NodeSet is_row(graph.size());
	for (Node n : rows)
		is_row.insert(n);
	const NodeSet applied = graph.closure_of_what_is_there(rows);
	const auto is_applied = [&](Node n) { return applied.contains(n); };
	std::vector<Node> out;
	for (Node n : applied.nodes())
		if (is_row.contains(n) || std::ranges::none_of(graph.children(n), is_applied))
			out.push_back(n);
	return out;
}

void check_heads(const RevisionGraph &graph, std::span<const std::string> version_rows) {
	graph.check_complete();
	const NodeSet applied = applied_set(graph, version_rows);
	std::vector<Node> missing = graph.heads();
	std::erase_if(missing, [&](Node n) { return applied.contains(n); });
	if (missing.empty())
		return;
	throw Error(condition::not_at_heads, "not every head is applied",
		fmt::format("{} {} not applied. {}", missing.size() == 1 ? "Head" : "Heads",
			fmt::format(
				"{} {}", text::quoted_list(ids_of(graph, missing)), missing.size() == 1 ? "is" : "are"),
			describe_current(graph, graph.tips(applied))),
		"SELECT pgmigrate.upgrade('heads'\x02); applies them.");
}

std::string describe_current(const RevisionGraph &graph, std::span<const Node> rows) {
	if (rows.empty())
		return "Nothing is applied.";
	return fmt::format("The current {} {}.", rows.size() == 1 ? "revision is" : "revisions are",
		text::quoted_list(ids_of(graph, rows)));
}

} // namespace pgmigrate::core
