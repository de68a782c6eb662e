#include "client/comparison.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include <fmt/format.h>

namespace pgmigrate::client {

namespace {

// What is applied here is the history of what is current; the manifest tells what is applied in any target schema. There
// is a row where nothing is stored, too: its last column tells whether drift can be asked for.
constexpr const char *kStored = R"(
SELECT m.revision, m.checksum, m.applied, h.revision IS NOT NULL,
	pg_catalog.to_json(h.applied_at) OPERATOR(pg_catalog.#>>) '{}', h.applied_by, m.name,
	m.revision OPERATOR(pg_catalog.=) ANY (ARRAY(SELECT x.revision
		FROM pgmigrate.half_applied(project => $1, target_schema => $2) x)),
	(SELECT pg_catalog.has_function_privilege('pgmigrate.watch_status()', 'EXECUTE') AND EXISTS (SELECT
		FROM pg_catalog.pg_event_trigger t
		WHERE t.evtfoid OPERATOR(pg_catalog.=) 'pgmigrate.watch()'::pg_catalog.regprocedure))
FROM (SELECT) one LEFT JOIN pgmigrate.manifest(project => $1) WITH ORDINALITY m ON true
LEFT JOIN pgmigrate.history(range => ':current', project => $1, target_schema => $2) h
	ON h.revision OPERATOR(pg_catalog.=) m.revision
ORDER BY m.ordinality)";

constexpr const char *kHalfApplied = "half applied";
constexpr const char *kTakesOver = "replaces what is stored";

struct Stored {
	std::string revision, checksum, applied_at, applied_by, name;
	bool is_applied_anywhere, is_applied_here, is_half_applied;
	bool is_in_directory = false;
};

std::vector<Stored> stored_revisions(const Result &result) {
	std::vector<Stored> stored;
	for (int row = 0; row < result.size(); ++row) {
		const auto text = [&](int column) { return std::string(result.text(row, column)); };
		if (result.is_null(row, 0))
			break;
		stored.push_back({.revision = text(0),
			.checksum = text(1),
			.applied_at = text(4),
			.applied_by = text(5),
			.name = text(6),
			.is_applied_anywhere = result.truth(row, 2),
			.is_applied_here = result.truth(row, 3),
			.is_half_applied = result.truth(row, 7)});
	}
	return stored;
}

// The nodes of a directory, each after all that it rests on.
std::vector<core::Node> in_order(const core::RevisionGraph &graph) {
	core::NodeSet all(graph.size());
	for (core::Node n = 0; n < graph.size(); ++n)
		all.insert(n);
	return graph.order(all);
}

// A revision that both have. One that takes over others has another text than it had, and is what they made.
void judge(ComparedRevision &revision, const Stored &stored, const core::Script &script, bool takes_over) {
	const bool is_equal = stored.checksum == script.checksum;
	revision.state =
		stored.is_applied_here && !stored.is_half_applied ? RevisionState::applied : RevisionState::pending;
	if (takes_over && !stored.is_half_applied)
		revision.note = kTakesOver;
	else if (!is_equal && stored.is_applied_anywhere) {
		revision.state = RevisionState::changed;
		if (!stored.is_applied_here)
			revision.note = "applied in another target schema";
	} else if (stored.is_half_applied)
		revision.note = kHalfApplied;
	else if (!is_equal)
		revision.note = "uploaded with another text";
}

// A revision that the directory does not have.
ComparedRevision missing(const Stored &stored) {
	ComparedRevision revision{.revision = stored.revision, .state = RevisionState::missing};
	if (!stored.is_applied_here)
		revision.note = stored.is_applied_anywhere ? "applied in another target schema" : "not applied";
	return revision;
}

void take_times(ComparedRevision &revision, const Stored &stored) {
	revision.applied_at = stored.applied_at;
	revision.applied_by = stored.applied_by;
}

} // namespace

Comparison compare(Session &session, const Workspace &workspace) {
	const Result result = session.query(kStored, {session.project, session.target_schema});
	std::vector<Stored> stored = stored_revisions(result);
	const Directory &directory = workspace.need_directory();
	std::unordered_map<std::string_view, Stored *> by_id;
	for (Stored &one : stored)
		by_id.emplace(one.revision, &one);
	std::vector<ComparedRevision> out;
	const core::RevisionGraph graph = directory.graph();
	for (core::Node n : in_order(graph)) {
		ComparedRevision revision{.revision = graph[n].id,
			.state = RevisionState::unknown,
			.message = graph[n].message,
			.path = directory.origins[n].path.string(),
			.line = directory.origins[n].first_line};
		if (const auto found = by_id.find(revision.revision); found != by_id.end()) {
			judge(revision, *found->second, directory.scripts[n],
				std::ranges::any_of(
					graph[n].replaces, [&](const std::string &id) { return by_id.contains(id); }));
			take_times(revision, *found->second);
			found->second->is_in_directory = true;
		}
		out.push_back(std::move(revision));
	}
	const auto replaced = directory.replaced_ids();
	for (const Stored &one : stored)
		if (!one.is_in_directory && !replaced.contains(one.revision)) {
			out.push_back(missing(one));
			take_times(out.back(), one);
		}
	return {std::move(out), result.truth(0, 8)};
}

std::string_view state_text(RevisionState state) {
	switch (state) {
	case RevisionState::applied:
		return "applied";
	case RevisionState::pending:
		return "pending";
	case RevisionState::changed:
		return "changed since applied";
	case RevisionState::missing:
		return "missing on disk";
	case RevisionState::unknown:
		break;
	}
	return "unknown to the server";
}

std::string state_key(RevisionState state) {
	std::string key(state_text(state));
	std::ranges::replace(key, ' ', '_');
	return key;
}

Colour colour_of_state(std::string_view text) {
	if (text == state_text(RevisionState::applied))
		return Colour::applied;
	return text == state_text(RevisionState::changed) || text == state_text(RevisionState::missing)
			   ? Colour::error
			   : Colour::pending;
}

bool is_up_to_date(const std::vector<ComparedRevision> &compared) {
	return std::ranges::all_of(
		compared, [](const ComparedRevision &r) { return r.state == RevisionState::applied; });
}

std::string verdict(const std::vector<ComparedRevision> &compared) {
	constexpr std::array kStates{RevisionState::changed, RevisionState::missing, RevisionState::unknown,
		RevisionState::pending, RevisionState::applied};
	std::string counts;
	for (RevisionState state : kStates)
		if (const auto count = std::ranges::count(compared, state, &ComparedRevision::state); count > 0)
			counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, state_text(state));
	return fmt::format("{}up to date: {}", is_up_to_date(compared) ? "" : "not ",
		counts.empty() ? "there are no revisions" : counts);
}

} // namespace pgmigrate::client
