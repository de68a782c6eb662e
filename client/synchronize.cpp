#include "client/synchronize.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/talk.hpp"

namespace pgmigrate::client {

namespace {

struct Stored {
	std::string checksum;
	bool applied;
	bool accepted;
};
using Manifest = std::unordered_map<std::string, Stored>;

Manifest manifest(Session &session) {
	const Result result =
		session.query("SELECT revision, checksum, applied, accepted FROM pgmigrate.manifest(project => $1)",
			{session.project});
	Manifest stored;
	for (int row = 0; row < result.size(); ++row)
		stored.emplace(result.text(row, 0),
			Stored{std::string(result.text(row, 1)), result.truth(row, 2), result.truth(row, 3)});
	return stored;
}

// Sends what differs.
std::vector<Outcome> send(Session &session, const Directory &directory, const Differences &found) {
	const Result result = located(&directory, [&] {
		return session.change(kUpload, {found.texts, found.names, session.project});
	});
	std::vector<Outcome> outcomes;
	for (int row = 0; row < result.size(); ++row)
		outcomes.push_back({std::string(result.text(row, 0)), std::string(result.text(row, 1))});
	return outcomes;
}

void say_what_was_uploaded(const std::vector<Outcome> &outcomes) {
	std::string counts;
	for (const std::string_view outcome : {"new", "replaced", "removed"})
		if (const auto count = std::ranges::count(outcomes, outcome, &Outcome::outcome); count > 0)
			counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, outcome);
	if (!counts.empty())
		say("uploaded: {}\n", counts);
}

} // namespace

Differences differences(Session &session, const Workspace &workspace) {
	workspace.check_has_directory();
	Manifest stored = manifest(session);
	const Directory &directory = workspace.need_directory();
	std::vector<std::string_view> texts, names;
	for (std::size_t i = 0; i < directory.scripts.size(); ++i) {
		const core::Script &script = directory.scripts[i];
		const auto found = stored.find(script.revision.id);
		if (found == stored.end() || found->second.checksum != script.checksum || !found->second.accepted) {
			texts.push_back(directory.origins[i].text);
			names.push_back(script.name);
		}
		if (found != stored.end())
			stored.erase(found);
	}
	Differences found{.count = texts.size(), .texts = array_literal(texts), .names = array_literal(names)};
	if (!stored.empty())
		found.revisions = array_literal(directory.ids());
	const auto replaced = directory.replaced_ids(); // which go when those come that replace them
	for (const auto &[id, what] : stored)
		if (!what.applied && !replaced.contains(id))
			found.only_on_server.push_back(id);
	std::ranges::sort(found.only_on_server);
	return found;
}

Synchronized synchronize(Session &session, const Workspace &workspace) {
	const Differences found = differences(session, workspace);
	Synchronized done{.revisions = found.revisions, .only_on_server = found.only_on_server};
	if (found.count > 0)
		done.outcomes = send(session, workspace.need_directory(), found);
	return done;
}

Parameter upload_first(Session &session, const Workspace &workspace) {
	if (workspace.config.directories.empty())
		return std::nullopt;
	const Synchronized done = synchronize(session, workspace);
	say_what_was_uploaded(done.outcomes);
	if (!done.only_on_server.empty())
		say("left out, for they are on the server only and not applied; \"pgmigrate export --all\" writes their "
			"files: {}\n",
			fmt::join(done.only_on_server, ", "));
	return done.revisions;
}

} // namespace pgmigrate::client
