// revision and merge: what makes files and needs no database.
#include "client/commands.hpp"

#include <random>

#include <fmt/format.h>

#include "client/editor.hpp"
#include "client/failure.hpp"
#include "client/head_file.hpp"
#include "client/new_file.hpp"
#include "client/render.hpp"
#include "client/talk.hpp"
#include "client/text_file.hpp"
#include "client/workspace.hpp"
#include "core/new_revision.hpp"
#include "core/resolve.hpp"
#include "core/text.hpp"

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

// The names of options that are repeated or lists with commas.
std::vector<std::string> names(const std::vector<std::string> &given) {
	std::vector<std::string> out;
	for (const std::string &list : given)
		for (std::string_view name : core::text::split(list, ','))
			out.emplace_back(name);
	return out;
}

void check_message(const std::string &message) {
	if (message.empty())
		throw Failure(
			ExitCode::usage, "the message is empty", {}, "Say in a few words what the revision does.");
	if (first_not_utf8(message) != std::string::npos)
		throw Failure(ExitCode::usage, "the message is not UTF-8");
}

std::string new_id(const Options &options, const Workspace &workspace) {
	if (!options.rev_id.empty())
		return options.rev_id;
	if (workspace.config.revision_ids == RevisionIds::random)
		return random_id();
	return core::next_revision_id(workspace.directory()->ids(), options.message);
}

core::NewRevision wanted(
	const Options &options, const Workspace &workspace, const std::vector<std::string> &revises) {
	return {.id = new_id(options, workspace),
		.message = options.message,
		.revises = names(revises),
		.splice = options.splice,
		.depends_on = names(options.depends_on),
		.branch_labels = names(options.branch_labels)};
}

// The file that was written, of a revision, and the graph without it.
struct Made {
	fs::path path;
	core::Revision revision;
	core::RevisionGraph before;
};

// Writes the file of a new revision. `place` makes it of what is wanted.
template <typename Place>
Made make(const Options &options, const std::vector<std::string> &revises, Place place) {
	check_message(options.message);
	const Workspace workspace = Workspace::open(options);
	const Directory &directory = workspace.need_directory();
	const HeadFileState head_file = look_at_head_file(workspace.config, workspace.need_directory());
	core::RevisionGraph graph = directory.graph();
	const core::NewScript script = place(graph, wanted(options, workspace, revises));
	const fs::path path = new_path(options, workspace, script.revision);
	write_text(path, new_text(workspace, script), IfThere::refuse);
	if (options.json)
		print_json_line({{"revision", script.revision.id}, {"path", path.string()}});
	else
		fmt::print("{}\n", path.string());
	write_head_file(workspace.config, head_file);
	return {path, script.revision, std::move(graph)};
}

// The other heads, beside the only one that a merge joins; empty if it is no such merge.
std::vector<std::string> heads_beside(const core::RevisionGraph &graph, const core::Revision &merge) {
	if (merge.revises.size() != 1)
		return {};
	std::vector<std::string> others = core::ids_of(graph, graph.heads());
	return std::erase(others, merge.revises.front()) == 0 ? std::vector<std::string>() : others;
}

std::string command_to_join(const std::string &id, const std::vector<std::string> &others) {
	std::string all = shell_word(id);
	for (const std::string &other : others)
		all += fmt::format(" {}", shell_word(other));
	return fmt::format("\"pgmigrate merge {} -m MESSAGE\"", all);
}

// Who names one revision gets a merge of that, as from Alembic.
void say_if_nothing_is_joined(const Made &merge) {
	const std::vector<std::string> others = heads_beside(merge.before, merge.revision);
	if (others.empty())
		return;
	const std::string &only = merge.revision.revises.front();
	say("nothing is joined: \"{}\" revises \"{}\" alone, beside the head{} {}\n"
		"to join them, delete \"{}\" and type {}\n",
		merge.revision.id, only, others.size() == 1 ? "" : "s", core::text::quoted_list(others),
		merge.path.string(), command_to_join(only, others));
}

// Who names none wants several heads to be one; "heads" are only those that nothing rests on.
void check_joins_heads(const core::RevisionGraph &graph, const core::Revision &merge) {
	if (merge.revises.size() != 1)
		return;
	const std::string &only = merge.revises.front();
	const std::vector<std::string> others = heads_beside(graph, merge);
	if (others.empty())
		throw Failure(ExitCode::refused, "there is nothing to merge",
			fmt::format("\"{}\" is the only head.", only),
			"\"pgmigrate revision -m MESSAGE\" makes the file of a next revision.");
	throw Failure(ExitCode::refused, "there is nothing to merge",
		fmt::format("The other head{} {}: another revision depends on {}.",
			others.size() == 1 ? " is" : "s are", core::text::quoted_list(others),
			others.size() == 1 ? "it" : "each of them"),
		fmt::format("{} joins them all the same.", command_to_join(only, others)));
}

} // namespace

ExitCode revision(const Options &options) {
	const Made made =
		make(options, options.head, [](const core::RevisionGraph &graph, const core::NewRevision &wanted) {
			core::NewScript script;
			script.revision = core::place_revision(graph, wanted);
			return script;
		});
	if (options.edit)
		edit_file(made.path);
	return ExitCode::done;
}

ExitCode merge(const Options &options) {
	const bool is_of_heads = options.revisions.empty();
	say_if_nothing_is_joined(
		make(options, is_of_heads ? std::vector<std::string>{"heads"} : options.revisions,
			[&](const core::RevisionGraph &graph, const core::NewRevision &wanted) {
				core::Revision merge = core::place_merge(graph, wanted);
				if (is_of_heads)
					check_joins_heads(graph, merge);
				return core::merge_script(std::move(merge));
			}));
	return ExitCode::done;
}

} // namespace pgmigrate::client
