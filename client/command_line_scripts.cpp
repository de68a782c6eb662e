#include "client/command_line.hpp"

namespace pgmigrate::client {

void declare_script_commands(CommandLine &line) {
	CLI::App *upload_ = line.add("upload", "Store the directory's migration files on the server", upload);
	upload_->add_flag(
		"--prune", line.options().prune, "Remove what the directory does not have and is not applied");
	line.add_create(upload_);
	line.add_json(upload_, "One JSON object with the revisions");

	CLI::App *export_ = line.add(
		"export", "Write the migration file of a revision, or all into the directory", export_scripts);
	export_->add_option("revision", line.options().target, "Which");
	export_->add_option("-o,--output", line.options().output, "File to write to (default standard output)");
	export_->add_flag("--all", line.options().all, "Every one that the directory does not have");
	export_->add_flag("--force", line.options().force, "Overwrite files that differ");
	line.add_json(export_, "One JSON object with the files, or with the text");

	CLI::App *amend_ = line.add("amend", "Replace the script of an applied revision; nothing is run", amend);
	amend_->add_option("file", line.options().file, "The migration file")->required();

	CLI::App *accept_ =
		line.add("accept", "Vouch for the scripts of a plan; without a digest, show the plan", accept);
	line.add_target(accept_, "Where the plan leads", true);
	accept_->add_option("digest", line.options().digest, "The digest that was shown with the plan");
	line.set_changing(accept_, [](const Options &options) { return !options.digest.empty(); });
	line.add_json(accept_, "One JSON object with the steps of the plan, or with what was accepted");

	CLI::App *remove_ = line.add("remove", "Delete an uploaded revision that is not applied", remove);
	line.add_target(remove_, "Which", true);
	for (CLI::App *command : {amend_, remove_})
		line.add_json(command, "One JSON object with the revision");
	for (CLI::App *command : {upload_, amend_, remove_}) {
		line.set_changing(command);
		line.add_wait(command);
	}
}

} // namespace pgmigrate::client
