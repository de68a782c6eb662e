#include "client/command_line.hpp"

namespace pgmigrate::client {

namespace {

// What revision and merge have in common.
void add_new_revision(CommandLine &line, CLI::App *command) {
	command->add_option("-m,--message", line.options().message, "What the revision does, in a few words")
		->required();
	command->add_option("--rev-id", line.options().rev_id, "Its id (else made as configured)");
	command->add_flag("--splice", line.options().splice, "What it revises need not be a head: fork there");
	line.add_list(command, "--branch-label", line.options().branch_labels,
		"A name for the branch that begins with it; repeatable, or a list with commas");
	line.add_list(command, "--depends-on", line.options().depends_on,
		"A revision it also needs; repeatable, or a list with commas");
}

void add_revision_commands(CommandLine &line) {
	CLI::App *init_ =
		line.add("init", "Write pgmigrate.toml and make a directory for migration files beside it", init);
	init_->add_option("directory", line.options().folder, "The directory (default migrations)");

	CLI::App *revision_ = line.add("revision", "Make a new migration file", revision);
	add_new_revision(line, revision_);
	line.add_list(revision_, "--head", line.options().head,
		"The revision it revises (default head; base: a new root); repeatable, or a list with commas");
}

void add_merge_commands(CommandLine &line) {
	CLI::App *merge_ =
		line.add("merge", "Make a migration file that joins revisions and changes nothing", merge);
	merge_->add_option("revisions", line.options().revisions, "Which (default heads)");
	add_new_revision(line, merge_);

	CLI::App *rebase_ = line.add(
		"rebase", "Let a revision, and what rests on it, follow another one: rewrites its file", rebase);
	line.add_target(rebase_, "Which", true);
	rebase_->add_option("--onto", line.options().onto, "What it shall revise (default the other head)");
}

} // namespace

void declare_file_commands(CommandLine &line) {
	add_revision_commands(line);
	add_merge_commands(line);
}

} // namespace pgmigrate::client
