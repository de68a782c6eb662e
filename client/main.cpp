// The command line: its commands, options and help; everything else is in the commands.
#include <cstdio>
#include <map>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "client/commands.hpp"
#include "client/config.hpp"
#include "client/duration.hpp"
#include "client/hint.hpp"
#include "client/interrupt.hpp"
#include "client/report.hpp"
#include "core/text.hpp"

namespace {

using namespace pgmigrate::client;

// The commands, each with what runs it.
class CommandLine {
public:
	CommandLine();
	// Parses and runs; returns what the program exits with.
	ExitCode run(int argc, char **argv);
	GivenScope given_scope() const { return {options_.project, options_.target_schema}; }

private:
	using Command = ExitCode (*)(const Options &);
	CLI::App *add(const char *name, const char *what, Command command);
	void add_global_options();
	void add_file_commands();
	void add_merge_commands();
	void add_run_commands();
	void add_look_commands();
	void add_script_commands();
	void add_graph_commands();
	void add_new_revision(CLI::App *command);
	void add_target(CLI::App *command, const char *what, bool required);
	void add_list(CLI::App *command, const char *name, std::vector<std::string> &list, const char *what);
	void add_json(CLI::App *command, const char *what);
	void add_wait(CLI::App *command);
	void add_create(CLI::App *command);
	void add_transaction(CLI::App *command);
	ExitCode no_such_command(const std::string &name) const;
	ExitCode usage(const CLI::ParseError &error) const;
	std::string help_of_all() const;

	CLI::App app_{"Schema migrations inside PostgreSQL: uploads migration files and runs them on the server.",
		"pgmigrate"};
	Options options_;
	std::map<const CLI::App *, Command> commands_;
	std::string help_on_;
};

CommandLine::CommandLine() {
	app_.require_subcommand(1);
	app_.fallthrough();
	app_.set_help_flag("-h,--help", "Show this help");
	app_.set_help_all_flag("--help-all", "Show the help of all commands");
	app_.set_version_flag("--version", fmt::format("pgmigrate {}", PGMIGRATE_VERSION));
	add_global_options();
	add_file_commands();
	add_merge_commands();
	add_run_commands();
	add_look_commands();
	add_graph_commands();
	add_script_commands();
	CLI::App *help = add("help", "Show the help of a command", nullptr);
	help->add_option("command", help_on_, "The command");
	app_.footer(
		"A revision is named by its id, a unique prefix of it or a branch label, or as head, heads,\n"
		"base, current, +N or -N; branch@ before it narrows it to a branch, +N or -N behind it goes up\n"
		"or down from it. A range is from:to, from: or :to.\n\n"
		"Exit codes: 0 done, 1 not up to date, or the run that was followed failed, 2 usage, 3 no connection,\n"
		"4 refused before anything ran, 5 failed and rolled back, 6 failed and what was done before stands,\n"
		"130 cancelled.");
}

CLI::App *CommandLine::add(const char *name, const char *what, Command command) {
	CLI::App *added = app_.add_subcommand(name, what);
	added->fallthrough();
	added->footer(
		"The options of every command, such as those of the connection, are in \"pgmigrate --help\".");
	commands_[added] = command;
	return added;
}

void CommandLine::add_global_options() {
	ConnectionOptions &connection = options_.connection;
	app_.add_option("-d,--dbname", connection.dbname,
			"Database: name, conninfo string or URI (else DATABASE_URL, PG*)")
		->group("Connection");
	app_.add_option("--host", connection.host, "Server's host or socket directory")->group("Connection");
	app_.add_option("-p,--port", connection.port, "Server's port")->group("Connection");
	app_.add_option("-U,--username", connection.user, "User name")->group("Connection");
	app_.add_option("-c,--config", options_.config_file,
		"Configuration file (else $PGMIGRATE_CONFIG, else the nearest pgmigrate.toml upwards)");
	app_.add_option("--project", options_.project, "Set of revisions in the database (else as configured)");
	app_.add_option(
		"--target-schema", options_.target_schema, "Schema that the scripts run in (else as configured)");
	app_.add_option("-x", options_.variables,
			"key=value: a variable for the scripts, current_setting('var.key'); repeatable")
		->allow_extra_args(false)
		->take_all();
}

void CommandLine::add_target(CLI::App *command, const char *what, bool required) {
	command->add_option("revision", options_.target, what)->required(required);
}

void CommandLine::add_list(
	CLI::App *command, const char *name, std::vector<std::string> &list, const char *what) {
	command->add_option(name, list, what)->allow_extra_args(false)->take_all();
}

void CommandLine::add_json(CLI::App *command, const char *what) {
	command->add_flag("--json", options_.json, what);
}

void CommandLine::add_wait(CLI::App *command) {
	command->add_option_function<std::string>(
		"--wait", [this](const std::string &text) { options_.wait = parse_duration(text); },
		"How long to wait for another run: 30s, 10min, 1h, 0 (default 10min)");
}

void CommandLine::add_create(CLI::App *command) {
	command->add_flag(
		"--no-create-extension", options_.no_create_extension, "Never create the extension in the database");
}

void CommandLine::add_transaction(CLI::App *command) {
	command
		->add_option_function<std::string>(
			"--transaction",
			[this](const std::string &name) { options_.transaction = transaction_mode(name); },
			"one for the whole run, or one for each step; auto: one if the plan allows it (default as configured)")
		->check(CLI::IsMember({"auto", "one", "step"}));
	command->add_flag(
		"--detach", options_.detach, "Leave the run to the server, a transaction for each step");
}

void CommandLine::add_file_commands() {
	CLI::App *init_ =
		add("init", "Write pgmigrate.toml and make a directory for migration files beside it", init);
	init_->add_option("directory", options_.folder, "The directory (default migrations)");

	CLI::App *revision_ = add("revision", "Make a new migration file", revision);
	add_new_revision(revision_);
	add_list(revision_, "--head", options_.head,
		"The revision it revises (default head; base: a new root); repeatable, or a list with commas");
}

// What revision and merge have in common.
void CommandLine::add_new_revision(CLI::App *command) {
	command->add_option("-m,--message", options_.message, "What the revision does, in a few words")
		->required();
	command->add_option("--rev-id", options_.rev_id, "Its id (else made as configured)");
	command->add_flag("--splice", options_.splice, "What it revises need not be a head: fork there");
	add_list(command, "--branch-label", options_.branch_labels,
		"A name for the branch that begins with it; repeatable, or a list with commas");
	add_list(command, "--depends-on", options_.depends_on,
		"A revision it also needs; repeatable, or a list with commas");
}

void CommandLine::add_merge_commands() {
	CLI::App *merge_ = add("merge", "Make a migration file that joins revisions and changes nothing", merge);
	merge_->add_option("revisions", options_.revisions, "Which (default heads)");
	add_new_revision(merge_);

	CLI::App *rebase_ =
		add("rebase", "Let a revision, and what rests on it, follow another one: rewrites its file", rebase);
	add_target(rebase_, "Which", true);
	rebase_->add_option("--onto", options_.onto, "What it shall revise (default the other head)");
}

void CommandLine::add_run_commands() {
	CLI::App *upgrade_ = add("upgrade", "Upload, then upgrade the database", upgrade);
	add_target(upgrade_, "Where to (default head)", false);
	CLI::App *downgrade_ = add("downgrade", "Upload, then downgrade the database", downgrade);
	add_target(downgrade_, "Where to, such as -1 or base", true);
	CLI::App *stamp_ =
		add("stamp", "Upload, then record revisions as applied without running anything", stamp);
	stamp_->add_option("revisions", options_.revisions, "Which; several for several branches")->required();
	stamp_->add_flag("--purge", options_.purge, "Forget what is recorded first, unknown revisions included");
	for (CLI::App *command : {upgrade_, downgrade_, stamp_}) {
		command->add_flag(
			"--sql", options_.sql, "Print the script that would run, and run nothing; takes from:to, too");
		add_wait(command);
		add_json(command, "One JSON object a step, or with the script");
	}
	add_transaction(upgrade_);
	add_transaction(downgrade_);
	add_create(upgrade_);
	add_create(stamp_);
}

void CommandLine::add_look_commands() {
	CLI::App *current_ = add("current", "Show what is applied", current);
	current_->add_flag("--check-heads", options_.check_heads, "Exit with 1 if that is not everything");
	current_->add_flag("-v,--verbose", options_.verbose, "Show all that is known of each");
	add_json(current_, "One JSON object with the rows");

	CLI::App *progress_ = add("progress", "Show the runs that go on", progress);
	progress_->add_flag(
		"--follow", options_.follow, "Go on until they end, and show how; exit with 1 if the last failed");
	add_json(progress_, "One JSON object a run, or a change of one");
}

void CommandLine::add_graph_commands() {
	CLI::App *heads_ = add("heads", "Show the revisions that no other one revises", heads);
	heads_->add_flag("--resolve-dependencies", options_.resolve_dependencies,
		"Leave out those that another revision depends on");
	CLI::App *branches_ =
		add("branches", "Show the revisions that several others revise, and those", branches);
	CLI::App *history_ = add("history", "Show the revisions, newest first", history);
	history_->add_option("-r,--rev-range", options_.range, "From and to: a:b, a: or :b");
	CLI::App *show_ = add("show", "Show all of a revision, its script included", show);
	add_target(show_, "Which, also a range (default head)", false);
	for (CLI::App *command : {heads_, branches_, history_})
		command->add_flag("-v,--verbose", options_.verbose, "Show all that is known of each");
	for (CLI::App *command : {heads_, branches_, history_, show_}) {
		command->add_flag("--server", options_.server, "Ask the database though there is a directory");
		add_json(command, "One JSON object with the rows");
	}
}

void CommandLine::add_script_commands() {
	CLI::App *upload_ = add("upload", "Store the directory's migration files on the server", upload);
	upload_->add_flag(
		"--prune", options_.prune, "Remove what the directory does not have and is not applied");
	add_create(upload_);
	add_json(upload_, "One JSON object with the revisions");

	CLI::App *export_ =
		add("export", "Write the migration file of a revision, or all into the directory", export_scripts);
	export_->add_option("revision", options_.target, "Which");
	export_->add_option("-o,--output", options_.output, "File to write to (default standard output)");
	export_->add_flag("--all", options_.all, "Every one that the directory does not have");
	export_->add_flag("--force", options_.force, "Overwrite files that differ");

	CLI::App *amend_ = add("amend", "Replace the script of an applied revision; nothing is run", amend);
	amend_->add_option("file", options_.file, "The migration file")->required();

	CLI::App *accept_ =
		add("accept", "Vouch for the scripts of a plan; without a digest, show the plan", accept);
	add_target(accept_, "Where the plan leads", true);
	accept_->add_option("digest", options_.digest, "The digest that was shown with the plan");
	add_json(accept_, "One JSON object with the steps of the plan");

	CLI::App *remove_ = add("remove", "Delete an uploaded revision that is not applied", remove);
	add_target(remove_, "Which", true);
	for (CLI::App *command : {upload_, amend_, remove_})
		add_wait(command);
}

ExitCode CommandLine::no_such_command(const std::string &name) const {
	std::vector<std::string_view> names;
	for (const auto &[command, run] : commands_)
		names.push_back(command->get_name());
	std::string hint = pgmigrate::core::text::did_you_mean(name, names);
	fmt::print(stderr, "ERROR:  there is no command \"{}\"\nHINT:  {}\n", name,
		hint.empty() ? "Try \"pgmigrate --help\"." : hint);
	return ExitCode::usage;
}

// What is wrong with the command line, as the other errors are shown.
ExitCode CommandLine::usage(const CLI::ParseError &error) const {
	const auto used = app_.get_subcommands();
	const std::vector<std::string> unknown = app_.remaining();
	if (used.empty() && !unknown.empty())
		return no_such_command(unknown.front());
	fmt::print(stderr, "ERROR:  {}\n", error.what());
	fmt::print(
		stderr, "HINT:  Try \"pgmigrate {}--help\".\n", used.empty() ? "" : used.front()->get_name() + " ");
	return ExitCode::usage;
}

// CLI11's own help() would show that of the command "help".
std::string CommandLine::help_of_all() const {
	return app_.get_formatter()->make_help(&app_, "pgmigrate", CLI::AppFormatMode::Normal);
}

ExitCode CommandLine::run(int argc, char **argv) {
	options_.arguments.assign(argv + 1, argv + argc);
	try {
		app_.parse(argc, argv);
		const CLI::App *used = app_.get_subcommands().front();
		if (const Command command = commands_.at(used))
			return command(options_);
		fmt::print("{}", help_on_.empty() ? help_of_all() : app_.get_subcommand(help_on_)->help("pgmigrate"));
		return ExitCode::done;
	} catch (const CLI::CallForHelp &) {
		fmt::print("{}", app_.help());
		return ExitCode::done;
	} catch (const CLI::CallForAllHelp &) {
		fmt::print("{}", app_.help("", CLI::AppFormatMode::All));
		return ExitCode::done;
	} catch (const CLI::CallForVersion &version) {
		fmt::print("{}\n", version.what());
		return ExitCode::done;
	} catch (const CLI::OptionNotFound &) {
		return no_such_command(help_on_);
	} catch (const CLI::ParseError &error) {
		return usage(error);
	}
}

} // namespace

int main(int argc, char **argv) {
	install_signal_handlers();
	ExitCode code = ExitCode::done;
	CommandLine line;
	try {
		code = line.run(argc, argv);
	} catch (...) {
		code = report(std::current_exception(), line.given_scope());
	}
	if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
		std::perror("pgmigrate: could not write to standard output");
		if (code == ExitCode::done)
			code = ExitCode::refused;
	}
	return static_cast<int>(code);
}
