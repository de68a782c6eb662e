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

// Stores the texts. A broken one is named by its path from here.
Result store(Session &session, const Directory &directory, Parameter texts, Parameter names) {
	return located(&directory, [&] {
		return session.change(
			"SELECT revision, outcome FROM pgmigrate.upload(scripts => $1::pg_catalog.text[],"
			" names => $2::pg_catalog.text[], project => $3)",
			{std::move(texts), std::move(names), session.project});
	});
}

// Sends the scripts at the given places of the directory.
std::vector<Outcome> send(
	Session &session, const Directory &directory, const std::vector<std::size_t> &places) {
	std::vector<std::string_view> texts;
	std::vector<std::string_view> names;
	for (std::size_t i : places) {
		texts.push_back(directory.origins[i].text);
		names.push_back(directory.scripts[i].name);
	}
	const Result result = store(session, directory, array_literal(texts), array_literal(names));
	std::vector<Outcome> outcomes;
	for (int row = 0; row < result.size(); ++row)
		outcomes.push_back({std::string(result.text(row, 0)), std::string(result.text(row, 1))});
	return outcomes;
}

void say_what_was_uploaded(const std::vector<Outcome> &outcomes) {
	const auto count = [&](std::string_view outcome) {
		return std::ranges::count(outcomes, outcome, &Outcome::outcome);
	};
	const auto fresh = count("new"), replaced = count("replaced");
	if (fresh > 0 && replaced > 0)
		say("uploaded: {} new, {} replaced\n", fresh, replaced);
	else if (fresh + replaced > 0)
		say("uploaded: {} {}\n", fresh + replaced, fresh > 0 ? "new" : "replaced");
}

} // namespace

Synchronized synchronize(Session &session, const Directory &directory) {
	Manifest stored = manifest(session);
	std::vector<std::size_t> places;
	for (std::size_t i = 0; i < directory.scripts.size(); ++i) {
		const core::Script &script = directory.scripts[i];
		const auto found = stored.find(script.revision.id);
		if (found == stored.end() || found->second.checksum != script.checksum || !found->second.accepted)
			places.push_back(i);
		if (found != stored.end())
			stored.erase(found);
	}
	Synchronized done;
	if (!places.empty())
		done.outcomes = send(session, directory, places);
	if (!stored.empty())
		done.revisions = array_literal(directory.ids());
	for (const auto &[id, what] : stored)
		if (!what.applied)
			done.only_on_server.push_back(id);
	std::ranges::sort(done.only_on_server);
	return done;
}

Parameter upload_first(Session &session, const std::optional<Directory> &directory) {
	if (!directory)
		return std::nullopt;
	const Synchronized done = synchronize(session, *directory);
	say_what_was_uploaded(done.outcomes);
	if (!done.only_on_server.empty())
		say("left out, for they are on the server only and not applied: {}\n",
			fmt::join(done.only_on_server, ", "));
	return done.revisions;
}

} // namespace pgmigrate::client
