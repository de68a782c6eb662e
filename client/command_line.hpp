// The command line: its commands, options and help; everything else is in the commands.
#pragma once
#include <map>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "client/commands.hpp"

namespace pgmigrate::client {

// The commands, each with what runs it.
class CommandLine {
public:
	CommandLine();
	// Parses and runs; returns what the program exits with.
	ExitCode run(int argc, char **argv);

	// For those that declare commands, below.
	using Command = ExitCode (*)(const Options &);
	CLI::App *add(const char *name, const char *what, Command command);
	Options &options() { return options_; }
	const Options &options() const { return options_; }
	// Marks a command that changes the database, where its options do not keep it from that.
	using Question = bool (*)(const Options &);
	void set_changing(
		const CLI::App *command, Question changes = [](const Options &) { return true; });
	// Whether the command that was run may have changed a database.
	bool changes_database() const;
	void add_target(CLI::App *command, const char *what, bool required);
	void add_list(CLI::App *command, const char *name, std::vector<std::string> &list, const char *what);
	void add_json(CLI::App *command, const char *what);
	void add_format(CLI::App *command, const char *json); // --format, and --json with it
	void add_wait(CLI::App *command);
	void add_transaction(CLI::App *command);
	void add_create(CLI::App *command);
	void add_ignore_alembic(CLI::App *command);
	void add_schema_file(CLI::App *command);

private:
	void add_global_options();
	[[noreturn]] void fail_no_such_command(const std::string &name) const;
	[[noreturn]] void fail_usage(const CLI::ParseError &error) const;
	ExitCode parse_and_run(int argc, char **argv);
	std::string help_of_all() const;

	CLI::App app_{"Schema migrations inside PostgreSQL: uploads migration files and runs them on the server.",
		"pgmigrate"};
	Options options_;
	std::map<const CLI::App *, Command> commands_;
	std::map<const CLI::App *, Question> changing_;
	std::string help_on_, help_page_;
	std::string completion_for_; // a shell
};

// command_line_files.cpp: what works on files
void declare_file_commands(CommandLine &line);
// command_line_runs.cpp: what changes a database
void declare_run_commands(CommandLine &line);
// command_line_looks.cpp: what shows something
void declare_look_commands(CommandLine &line);
// command_line_scripts.cpp: what moves scripts between files and the server
void declare_script_commands(CommandLine &line);

// command_line_checks.cpp: what compares, checks and deploys
void declare_check_commands(CommandLine &line);

// command_line_watch.cpp: what the watch wrote down, and what becomes of it
void declare_watch_commands(CommandLine &line);

// command_line_schema.cpp: the schema as a value
void declare_schema_commands(CommandLine &line);

} // namespace pgmigrate::client
