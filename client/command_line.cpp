#include "client/command_line.hpp"

#include <csignal>
#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "client/completion.hpp"
#include "client/config.hpp"
#include "client/duration.hpp"
#include "client/failure.hpp"
#include "client/foreign_words.hpp"
#include "client/help_pages.hpp"
#include "client/talk.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

bool asks_for_json(const std::vector<std::string> &arguments) {
	for (std::size_t i = 0; i < arguments.size(); ++i)
		if (arguments[i] == "--json" || arguments[i] == "--format=json" ||
			(arguments[i] == "json" && i > 0 && arguments[i - 1] == "--format"))
			return true;
	return false;
}

// A variable of a shell that is not set would mean another database than the one that was thought of.
std::string check_not_empty(const std::string &value) {
	return value.empty() ? "it is empty; leave it out to have what is configured" : "";
}

} // namespace

CommandLine::CommandLine() {
	app_.require_subcommand(1);
	app_.fallthrough();
	app_.set_help_flag("-h,--help", "Show this help");
	app_.set_help_all_flag("--help-all", "Show the help of all commands");
	app_.set_version_flag("--version", fmt::format("pgmigrate {}", PGMIGRATE_VERSION));
	add_global_options();
	declare_file_commands(*this);
	declare_run_commands(*this);
	declare_look_commands(*this);
	declare_script_commands(*this);
	declare_check_commands(*this);
	declare_watch_commands(*this);
	declare_schema_commands(*this);
	CLI::App *help = add("help", "Show the help of a command", nullptr);
	help->add_option("command", help_on_, "The command");
	help->add_option("--page", help_page_, "Write the help of all commands as a page: markdown or man")
		->check(CLI::IsMember({"markdown", "man"}));
	CLI::App *completion = add("completion", "Print what makes a shell complete command lines", nullptr);
	completion
		->add_option("shell", completion_for_,
			"bash, zsh or fish; revisions: what they offer for revisions, a line each")
		->required()
		->check(CLI::IsMember({"bash", "zsh", "fish", "revisions"}));
	app_.footer(
		"A revision is named by its id, a unique prefix of it or a branch label, or as head, heads,\n"
		"base, current, +N or -N; branch@ before it narrows it to a branch, +N or -N behind it goes up\n"
		"or down from it. A range is from:to, from: or :to.\n\n"
		"Exit codes: 0 done, 1 not up to date, or the run that was followed failed, 2 usage, 3 no connection,\n"
		"4 refused before anything ran, 5 failed and rolled back, 6 failed and what was done before stands,\n"
		"7 done, and standard output could not be written, 130 cancelled.");
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
			"Database: name, conninfo string or URI (else DATABASE_URL, PG*, as configured)")
		->check(check_not_empty)
		->group("Connection");
	for (const auto &[name, value, what] :
		{std::tuple{"--host", &connection.host, "Server's host or socket directory"},
			{"-p,--port", &connection.port, "Server's port"},
			{"-U,--username", &connection.user, "User name"}})
		app_.add_option(name, *value, what)->check(check_not_empty)->group("Connection");
	CLI::Option *never = app_.add_flag_callback(
		"-w,--no-password", [&connection] { connection.password_prompt = PasswordPrompt::never; },
		"Never ask for a password");
	app_.add_flag_callback(
			"-W,--password", [&connection] { connection.password_prompt = PasswordPrompt::always; },
			"Ask for a password before connecting (else where the server wants one, on a terminal)")
		->excludes(never)
		->group("Connection");
	never->group("Connection");
	app_.add_option_function<std::string>(
			"--wait-for-server",
			[this](const std::string &text) { options_.wait_for_server = parse_duration(text); },
			"How long to wait until the server answers: 30s, 10min (default not at all)")
		->group("Connection");
	app_.add_option("-c,--config", options_.config_file,
			"Configuration file (else $PGMIGRATE_CONFIG, else the nearest pgmigrate.toml upwards)")
		->check(check_not_empty);
	app_.add_option("-n,--name", options_.section, "Section of the configuration file (else $PGMIGRATE_NAME)")
		->check(check_not_empty);
	app_.add_option("--project", options_.project, "Set of revisions in the database (else as configured)");
	app_.add_option(
		"--target-schema", options_.target_schema, "Schema that the scripts run in (else as configured)");
	app_.add_flag_callback(
		"-q,--quiet", [] { talk_is_on = false; }, "Say nothing beside data and errors");
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

void CommandLine::add_format(CLI::App *command, const char *json) {
	static const std::map<std::string, Format> kFormats{
		{"text", Format::text}, {"github", Format::github}, {"junit", Format::junit}, {"json", Format::json}};
	CLI::Option *format = command
							  ->add_option_function<std::string>(
								  "--format",
								  [this](const std::string &name) {
									  options_.format = kFormats.at(name);
									  options_.json = options_.format == Format::json;
								  },
								  "text, github (annotations), junit (XML) or json (default text)")
							  ->check(CLI::IsMember({"text", "github", "junit", "json"}));
	command->add_flag("--json", options_.json, json)->excludes(format);
}

void CommandLine::add_wait(CLI::App *command) {
	command->add_option_function<std::string>(
		"--wait", [this](const std::string &text) { options_.wait = parse_duration(text); },
		"How long to wait for another run: 30s, 10min, 1h, 0 (default 10min)");
}

void CommandLine::add_transaction(CLI::App *command) {
	command
		->add_option_function<std::string>(
			"--transaction",
			[this](const std::string &name) { options_.transaction = transaction_mode(name); },
			"one for the whole run, or one for each step; auto: one if the plan allows it (default as configured)")
		->check(CLI::IsMember({"auto", "one", "step"}));
}

void CommandLine::add_create(CLI::App *command) {
	command->add_flag(
		"--no-create-extension", options_.no_create_extension, "Never create the extension in the database");
}

void CommandLine::add_ignore_alembic(CLI::App *command) {
	command->add_flag("--ignore-alembic", options_.ignore_alembic,
		"Begin at the first revision though Alembic has something applied in the database");
}

void CommandLine::add_schema_file(CLI::App *command) {
	command->add_option("--schema-file", options_.schema_file,
		"File that the schema is written into when it is done, as SQL (else as configured)");
}

void CommandLine::fail_no_such_command(const std::string &name) const {
	std::vector<std::string_view> names;
	for (const auto &[command, run] : commands_)
		names.push_back(command->get_name());
	std::string hint = hint_for_foreign_command(name);
	if (hint.empty())
		hint = core::text::did_you_mean(name, names);
	throw Failure(ExitCode::usage, fmt::format("there is no command \"{}\"", name), {},
		hint.empty() ? "Try \"pgmigrate --help\"." : hint);
}

// What is wrong with the command line, as the other errors are shown.
void CommandLine::fail_usage(const CLI::ParseError &error) const {
	const auto used = app_.get_subcommands();
	const std::vector<std::string> unknown = app_.remaining();
	if (used.empty() && !unknown.empty())
		fail_no_such_command(unknown.front());
	std::string hint =
		fmt::format("Try \"pgmigrate {}--help\".", used.empty() ? "" : used.front()->get_name() + " ");
	for (const std::string &word : app_.remaining(true))
		if (const std::string known = hint_for_foreign_option(word); !known.empty()) {
			hint = known;
			break;
		}
	throw Failure(ExitCode::usage, error.what(), {}, hint);
}

void CommandLine::set_changing(const CLI::App *command, Question changes) {
	changing_[command] = changes;
}

bool CommandLine::changes_database() const {
	const auto used = app_.get_subcommands();
	const auto found = used.empty() ? changing_.end() : changing_.find(used.front());
	return found != changing_.end() && found->second(options_);
}

// CLI11's own help() would show that of the command "help".
std::string CommandLine::help_of_all() const {
	return app_.get_formatter()->make_help(&app_, "pgmigrate", CLI::AppFormatMode::Normal);
}

ExitCode CommandLine::run(int argc, char **argv) {
	options_.arguments.assign(argv + 1, argv + argc);
	try {
		return parse_and_run(argc, argv);
	} catch (...) {
		options_.json |= asks_for_json(options_.arguments); // a line that makes no sense has set no options
		throw;
	}
}

ExitCode CommandLine::parse_and_run(int argc, char **argv) {
	try {
		app_.parse(argc, argv);
		const CLI::App *used = app_.get_subcommands().front();
		if (changes_database()) // who reads its output may go before the run has come to its end
			std::signal(SIGPIPE, SIG_IGN);
		if (const Command command = commands_.at(used))
			return command(options_);
		if (completion_for_ == "revisions")
			return complete_revisions(options_);
		if (!completion_for_.empty()) {
			fmt::print("{}", completion_script(app_, completion_for_));
			return ExitCode::done;
		}
		if (!help_page_.empty())
			fmt::print("{}", help_page_ == "man" ? man_page(app_) : markdown_page(app_));
		else
			fmt::print(
				"{}", help_on_.empty() ? help_of_all() : app_.get_subcommand(help_on_)->help("pgmigrate"));
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
		fail_no_such_command(help_on_);
	} catch (const CLI::ParseError &error) {
		fail_usage(error);
	}
}

} // namespace pgmigrate::client
