#include "core/offline.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/resolve.hpp"
#include "core/target.hpp"
#include "core/text.hpp"
#include "core/walk.hpp"

namespace pgmigrate::core {

namespace {

using Rows = std::span<const std::string>;

// The state that a range begins at.
std::vector<std::string> start_of(
	const RevisionGraph &graph, Rows version_rows, std::string_view text, const Range &range) {
	if (!is_range(text))
		return {version_rows.begin(), version_rows.end()};
	if (!range.from)
		return {};
	return ids_of(graph, graph.tips(graph.closure(locate(graph, version_rows, *range.from))));
}

// The target at the end of a range.
const Target &end_of(const Range &range, std::string_view text) {
	if (!range.to)
		throw Error(condition::illegal_target, fmt::format("range \"{}\" has no end", text),
			"A script leads to somewhere.", "Write the target behind the colon.");
	return *range.to;
}

} // namespace

OfflinePlan plan_upgrade_script(const RevisionGraph &graph, Rows version_rows, std::string_view text) {
	Range range = parse_target_or_range(text);
	if (!range.to)
		range.to = parse_target("heads");
	std::vector<std::string> start = start_of(graph, version_rows, text, range);
	Plan plan = plan_upgrade(graph, start, *range.to);
	return {std::move(start), std::move(plan)};
}

OfflinePlan plan_downgrade_script(const RevisionGraph &graph, Rows version_rows, std::string_view text) {
	const Range range = parse_target_or_range(text);
	const Target &target = end_of(range, text);
	std::vector<std::string> start = start_of(graph, version_rows, text, range);
	try {
		Plan plan = plan_downgrade(graph, start, target);
		return {std::move(start), std::move(plan)};
	} catch (const Error &error) {
		if (error.sqlstate != condition::not_reachable.sqlstate || !is_range(text))
			throw;
		// What is applied has no part in it.
		throw Error(condition::not_reachable, fmt::format("range \"{}\" does not lead down", text),
			"A downgrade goes from its start to a revision that the start rests on.",
			fmt::format("If it leads up, SELECT pgmigrate.upgrade_script({}\x02); writes that script.",
				text::sql_literal(text)));
	}
}

OfflinePlan plan_stamp_script(const RevisionGraph &graph, Rows version_rows, Rows texts, bool purge) {
	if (purge)
		throw Error(condition::purge_with_sql, "a script cannot purge",
			"It assumes which version rows there are, so there are none that it would have to forget.",
			"Leave purge out; to stamp from any state, run SELECT pgmigrate.stamp(target, purge => true\x02).");
	std::vector<Target> targets;
	std::optional<std::vector<std::string>> start;
	std::string first;
	for (const std::string &text : texts) {
		const Range range = parse_target_or_range(text);
		targets.push_back(end_of(range, text));
		std::vector<std::string> begins = start_of(graph, version_rows, text, range);
		std::ranges::sort(begins);
		if (start && *start != begins)
			throw Error(condition::several_starts, "the targets of one script begin at different starts",
				fmt::format("\"{}\" and \"{}\" do.", first, text), "Give all of them the same start.");
		if (!start)
			first = text;
		start = std::move(begins);
	}
	if (!start)
		start.emplace(version_rows.begin(), version_rows.end());
	Plan plan = plan_stamp(graph, *start, targets, false);
	return {std::move(*start), std::move(plan)};
}

} // namespace pgmigrate::core
