#include "client/command_line.hpp"

namespace pgmigrate::client {

void declare_run_commands(CommandLine &line) {
	CLI::App *upgrade_ = line.add("upgrade", "Upload, then upgrade the database", upgrade);
	line.add_target(upgrade_, "Where to (default head)", false);
	CLI::App *downgrade_ = line.add("downgrade", "Upload, then downgrade the database", downgrade);
	line.add_target(downgrade_, "Where to, such as -1 or base", true);
	CLI::App *stamp_ =
		line.add("stamp", "Upload, then record revisions as applied without running anything", stamp);
	stamp_->add_option("revisions", line.options().revisions, "Which; several for several branches")
		->required();
	stamp_->add_flag(
		"--purge", line.options().purge, "Forget what is recorded first, unknown revisions included");
	for (CLI::App *command : {upgrade_, downgrade_, stamp_}) {
		line.set_changing(command, [](const Options &options) { return !options.sql; });
		command->add_flag("--sql", line.options().sql,
			"Print the script that would run, and run nothing; takes from:to, too");
		line.add_wait(command);
		if (command == upgrade_)
			line.add_format(command, "One JSON object a step, or with the script; the same as --format json");
		else
			line.add_json(command, "One JSON object a step, or with the script");
	}
	for (CLI::App *command : {upgrade_, downgrade_}) {
		line.add_transaction(command);
		line.add_schema_file(command);
		command->add_flag(
			"--detach", line.options().detach, "Leave the run to the server, a transaction for each step");
	}
	line.add_ignore_alembic(upgrade_);
	line.add_create(upgrade_);
	line.add_create(stamp_);
}

} // namespace pgmigrate::client
