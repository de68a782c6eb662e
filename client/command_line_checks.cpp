#include "client/command_line.hpp"

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/render.hpp"

namespace pgmigrate::client {

namespace {

void add_plan(CommandLine &line) {
	CLI::App *plan_ = line.add("plan", "Show what upgrade would run, or downgrade; changes nothing", plan);
	line.add_target(plan_, "Where to (default head)", false);
	plan_->add_flag("--down", line.options().down, "What downgrade would run");
	line.add_json(plan_, "One JSON object with the steps");
	line.add_wait(plan_);
}

void add_reports(CommandLine &line) {
	CLI::App *status_ =
		line.add("status", "Compare the directory with the database; exit with 1 where they differ", status);
	line.add_format(status_, "The same as --format json");
	CLI::App *check_ = line.add("check", "Find what is wrong with the migration files, all of it", check);
	check_->add_flag(
		"--files", line.options().files, "Without a database; other names than those given count, too");
	check_->add_option("file", line.options().file_names,
		"Files that are to be committed: of others a missing downgrade is not told");
	line.add_format(check_, "The same as --format json");
}

void add_log(CommandLine &line) {
	CLI::App *log_ = line.add("log", "Show what was done, newest first", log);
	line.add_target(log_, "Of which revision: its id, or how ids begin (default all)", false);
	log_->add_option("--limit", line.options().limit, "So many rows")->check([](const std::string &text) {
		const bool is_number = !text.empty() && text.find_first_not_of("0123456789") == text.npos;
		return is_number ? std::string() : fmt::format("\"{}\" is no number of rows", text);
	});
	line.add_json(log_, "One JSON object with the rows");

	CLI::App *resolve_ = line.add("resolve", "Decide what became of an interrupted statement", resolve);
	line.add_target(resolve_, "Of which revision", true);
	resolve_->add_option("statement", line.options().statement, "Its number")
		->required()
		->check(CLI::PositiveNumber);
	resolve_->add_option("decision", line.options().decision, "done: it counts as done; run: it is run again")
		->required()
		->check(CLI::IsMember({"done", "run"}));
	line.add_wait(resolve_);

	CLI::App *ensure_version_ =
		line.add("ensure_version", "Create the extension in the database if it is not there", ensure_version);

	line.set_changing(resolve_);
	line.set_changing(ensure_version_);
	CLI::App *edit_ =
		line.add("edit", "Open the file of a revision in $VISUAL, $EDITOR or vi, and check it", edit);
	line.add_target(edit_, "Which", true);
	for (CLI::App *command : {resolve_, ensure_version_, edit_})
		line.add_json(command, "One JSON object");
}

void add_deploy(CommandLine &line) {
	CLI::App *deploy_ = line.add("deploy",
		"Show the plan, ask, back up, upgrade, verify; stop at the first thing that is not as expected",
		deploy);
	line.set_changing(deploy_);
	line.add_target(deploy_, "Where to (default head)", false);
	deploy_->add_option("--backup", line.options().backup, "File that pg_dump writes before the upgrade")
		->check([](const std::string &name) {
			return name.empty() ? std::string("a name is empty, and nothing would be backed up")
								: std::string();
		});
	line.add_ignore_alembic(deploy_);
	line.add_schema_file(deploy_);
	deploy_->add_flag("-y,--yes", line.options().yes, "Do not ask; create the extension if it is missing");
	deploy_
		->add_option_function<std::string>("--to",
			[](const std::string &target) {
				throw Failure(ExitCode::usage, "there is no option --to", {},
					fmt::format("Type \"pgmigrate deploy {}\".", shell_word(target)));
			})
		->group("");
	line.add_transaction(deploy_);
	line.add_wait(deploy_);
	line.add_json(deploy_, "One JSON object with the plan, one a step, one with the verdict");
}

} // namespace

void declare_check_commands(CommandLine &line) {
	add_plan(line);
	add_reports(line);
	add_log(line);
	add_deploy(line);
}

} // namespace pgmigrate::client
