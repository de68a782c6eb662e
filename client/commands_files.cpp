// revision and merge: what makes files and needs no database.
#include "client/commands.hpp"

#include <fmt/format.h>

#include "client/editor.hpp"
#include "client/failure.hpp"
#include "client/head_file.hpp"
#include "client/new_file.hpp"
#include "client/new_revision.hpp"
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
	const core::NewScript script = place(graph, wanted_revision(options, workspace, revises));
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
	if (options.autogenerate)
		return autogenerate(options);
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
