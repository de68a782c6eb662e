// init and revision: what makes files and needs no database.
#include "client/commands.hpp"

#include <random>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/text_file.hpp"
#include "client/talk.hpp"
#include "client/workspace.hpp"
#include "core/target.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

std::string random_id() {
	std::random_device random;
	std::string id;
	for (int i = 0; i < 12; ++i)
		id += "0123456789abcdef"[random() % 16];
	return id;
}

// Ids of what --head names: none for base, all heads for heads.
std::vector<std::string> parents(const core::RevisionGraph &graph, const std::string &head) {
	std::vector<std::string> ids;
	for (core::Node n : core::resolve(graph, core::parse_target(head))) {
		ids.push_back(graph[n].id);
		if (!graph.children(n).empty())
			say("\"{}\" is no head: this makes a branch of its own\n", graph[n].id);
	}
	return ids;
}

// Labels stay labels, prefixes become ids.
std::vector<std::string> dependencies(
	const core::RevisionGraph &graph, const std::vector<std::string> &names) {
	std::vector<std::string> out;
	for (const std::string &name : names)
		out.push_back(graph.find_label(name) ? name : graph[core::resolve_name(graph, name)].id);
	return out;
}

// Throws if the graph would not be one with the revision in it.
void check_fits(const Directory &directory, const core::Revision &revision) {
	std::vector<core::Revision> revisions;
	for (const core::Script &script : directory.scripts)
		revisions.push_back(script.revision);
	revisions.push_back(revision);
	core::RevisionGraph graph(std::move(revisions));
}

} // namespace

ExitCode init(const Options &options) {
	fs::path folder = fs::path(options.folder).lexically_normal();
	if (!folder.has_filename())
		folder = folder.parent_path();
	const fs::path config = folder.parent_path() / kConfigName;
	if (fs::exists(config))
		throw Failure(ExitCode::refused, fmt::format("file \"{}\" exists", config.string()), {},
			"Edit it, or move it away first.");
	std::error_code error;
	fs::create_directories(folder, error);
	if (error)
		throw Failure(ExitCode::refused,
			fmt::format("could not make directory \"{}\": {}", folder.string(), error.message()));
	write_text(config, new_config(folder.filename().string()), IfThere::refuse);
	fmt::print("{}\n{}\n", config.string(), folder.string());
	return ExitCode::done;
}

ExitCode revision(const Options &options) {
	if (options.message.empty())
		throw Failure(
			ExitCode::usage, "the message is empty", {}, "Say in a few words what the revision does.");
	if (first_not_utf8(options.message) != std::string::npos)
		throw Failure(ExitCode::usage, "the message is not UTF-8");
	const Workspace workspace = Workspace::open(options);
	const Directory &directory = workspace.need_directory();
	const core::RevisionGraph graph = directory.graph();
	core::Revision revision;
	revision.message = options.message;
	revision.revises = parents(graph, options.head);
	revision.depends_on = dependencies(graph, options.depends_on);
	if (!options.rev_id.empty())
		revision.id = options.rev_id;
	else if (workspace.config.revision_ids == RevisionIds::random)
		revision.id = random_id();
	else
		revision.id = core::next_revision_id(directory.ids(), options.message);
	core::check_revision_id(revision.id);
	check_fits(directory, revision);
	const fs::path path = directory.path / core::file_name(revision);
	write_text(
		path, core::write_script({.revision = revision, .upgrade = "", .downgrade = ""}), IfThere::refuse);
	fmt::print("{}\n", path.string());
	return ExitCode::done;
}

} // namespace pgmigrate::client
