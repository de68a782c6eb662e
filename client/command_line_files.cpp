#include "client/command_line.hpp"

#include "client/import.hpp"

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
	line.add_json(command, "One JSON object with the revision and its file");
}

void add_revision_commands(CommandLine &line) {
	CLI::App *init_ =
		line.add("init", "Write pgmigrate.toml and make a directory for migration files beside it", init);
	init_->add_option("directory", line.options().folder, "The directory (default migrations)");
	init_->add_flag("--makefile", line.options().makefile, "Write a Makefile with everyday targets, too");
	line.add_json(init_, "One JSON object with the files");

	CLI::App *revision_ = line.add("revision", "Make a new migration file", revision);
	add_new_revision(line, revision_);
	line.add_list(revision_, "--head", line.options().head,
		"The revision it revises (default head; base: a new root); repeatable, or a list with commas");
	revision_->add_option("--version-path", line.options().version_path,
		"The directory its file goes into (default that of what it revises)");
	CLI::Option *autogenerate_ = revision_->add_flag("--autogenerate", line.options().autogenerate,
		"Write what leads to the wanted schema, and back, once the server has proven it on a scratch database");
	CLI::Option *wanted_ = revision_
							   ->add_option("--wanted", line.options().wanted,
								   "SQL that makes the wanted schema: a file, or a directory of *.sql files "
								   "(default wanted_schema of the configuration)")
							   ->needs(autogenerate_);
	revision_
		->add_option("--from-database", line.options().from_database,
			"A database that has the wanted schema: a name, a conninfo string or a URI; it needs no extension")
		->needs(autogenerate_)
		->excludes(wanted_);
	line.add_list(revision_, "--schema", line.options().schemas,
		"With --autogenerate, look at this schema alone; repeatable, or a list with commas");
	revision_->add_flag("--edit", line.options().edit, "Open it in $VISUAL, $EDITOR or vi");
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
	line.add_json(rebase_, "One JSON object with the revision");
}

void add_import_command(CommandLine &line) {
	CLI::App *import_ =
		line.add("import", "Make migration files of another tool's revisions", import_directory);
	import_->add_option("tool", line.options().tool, "Which tool")
		->required()
		->check(CLI::IsMember(import_tool_names()));
	import_->add_option("directory", line.options().folder, "Its directory")->required();
	line.set_changing(import_, [](const Options &options) { return options.stamp; });
	import_->add_flag("--stamp", line.options().stamp,
		"Record what the tool's version table in the database has as applied");
	import_->add_option("--alembic-name", line.options().alembic_name,
		"Section of alembic.ini, as with alembic -n (default alembic)");
	import_->add_flag("--force", line.options().force, "Leave out what can be left out, and write the rest");
	line.add_json(import_, "One JSON object with the files, and one a step of the stamp");
	line.add_wait(import_);
	line.add_create(import_);
}

} // namespace

void declare_file_commands(CommandLine &line) {
	add_revision_commands(line);
	add_merge_commands(line);
	add_import_command(line);
}

} // namespace pgmigrate::client
