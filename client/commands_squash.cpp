// squash: several revisions become one, on the server and in the directory.
#include "client/commands.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/failure.hpp"
#include "client/head_file.hpp"
#include "client/new_revision.hpp"
#include "client/output.hpp"
#include "client/render.hpp"
#include "client/replaced_files.hpp"
#include "client/synchronize.hpp"
#include "client/talk.hpp"
#include "client/variables.hpp"
#include "client/workspace.hpp"
#include "core/new_revision.hpp"
#include "core/squash.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

constexpr const char *kSquash =
	"SELECT pgmigrate.squash(from_revision => $1, to_revision => $2, message => $3, project => $4,"
	" target_schema => $5, variables => $6::pg_catalog.jsonb)";
constexpr const char *kScript = "SELECT pgmigrate.export(revision => $1, project => $2)";

// The files, that of the revision which stays first, and what the server is told.
struct Squashed {
	std::string from, to;
	fs::path file;
	std::vector<std::string> replaced;
	std::vector<fs::path> gone;
};

// Throws refused for a file with other revisions, which could neither be replaced nor removed.
fs::path file_of(const Directory &directory, const std::string &id) {
	const fs::path &path = directory.origins[*directory.find(id)].path;
	if (std::ranges::count(directory.origins, path, &Origin::path) > 1)
		throw Failure(ExitCode::refused, fmt::format("file \"{}\" holds several revisions", path.string()),
			fmt::format("Revision \"{}\" is one of them.", id),
			"Give each a file of its own; they are parted before the comment block with \"-- revision:\".");
	return path;
}

// What the directory says. Throws what core::plan_squash does, before a server is asked.
Squashed to_be_squashed(const Options &options, const Directory &directory, const Parameter &message) {
	const core::RevisionGraph graph = directory.graph();
	const core::Squash planned = core::plan_squash(graph, options.first_revision, *options.target, message);
	Squashed squashed;
	squashed.to = planned.revision.id;
	squashed.from = graph[core::locate_one(graph, options.first_revision)].id;
	squashed.file = file_of(directory, squashed.to);
	for (const core::Node member : planned.members)
		if (const std::string &id = graph[member].id; id != squashed.to) {
			squashed.replaced.push_back(id);
			squashed.gone.push_back(file_of(directory, id));
		}
	return squashed;
}

// The files are as they shall be before the server commits: where one of both fails, neither is done.
void squash_with_files(
	Session &session, const Squashed &squashed, const Parameter &message, const Parameter &variables) {
	ReplacedFiles files;
	try {
		session.change(kSquash,
			{squashed.from, squashed.to, message, session.project, session.target_schema, variables}, kScript,
			{squashed.to, session.project}, [&](const Result &script) {
				files.replace(squashed.file, script.text(0, 0));
				for (const fs::path &path : squashed.gone)
					files.remove(path);
			});
		files.keep();
	} catch (Failure &failure) {
		if (files.is_changed() && failure.code == ExitCode::no_connection) { // lost while it committed
			failure.detail = fmt::format(
				"Whether the server has squashed \"{}\" is not known; the files are as they were.",
				squashed.to);
			failure.hint = fmt::format(
				"\"pgmigrate export {}\x01\" shows its script; if that says \"-- replaces:\", write it over \"{}\", and delete "
				"the files of what it replaces.",
				shell_word(squashed.to), squashed.file.string());
		} else if (failure.code == ExitCode::refused && failure.detail.empty())
			failure.detail = "Nothing is squashed: database and files are as they were.";
		throw;
	}
}

void tell(const Options &options, const Squashed &squashed) {
	std::vector<std::string> gone;
	std::ranges::transform(
		squashed.gone, std::back_inserter(gone), [](const fs::path &path) { return path.string(); });
	even_if_unread([&] {
		if (options.json)
			print_json_line({{"revision", squashed.to}, {"path", squashed.file.string()},
				{"replaces", squashed.replaced}, {"removed", gone}});
		else
			fmt::print("{}\n", squashed.file.string());
	});
	say("removed: {}\n", fmt::join(gone, ", "));
	say("other databases take it over with the file, if they are at \"{}\" or beyond, or before \"{}\"; one in between has to "
		"reach \"{}\" with the old files first\n",
		squashed.to, squashed.from, squashed.to);
}

} // namespace

ExitCode squash(const Options &options) {
	const Parameter message = options.message.empty() ? std::nullopt : Parameter(options.message);
	if (message)
		check_message(*message);
	const Workspace workspace = Workspace::open(options);
	workspace.check_has_directory();
	check_no_conflict(workspace.config);
	const Squashed squashed = to_be_squashed(options, workspace.need_directory(), message);
	Session session(options, workspace, {.functions = {"manifest", "upload", "squash", "export"}});
	upload_first(session, workspace);
	squash_with_files(session, squashed, message, variables_object(options, workspace.config));
	tell(options, squashed);
	return ExitCode::done;
}

} // namespace pgmigrate::client
