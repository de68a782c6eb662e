#include "client/command_line.hpp"

#include <charconv>

#include <fmt/format.h>

namespace pgmigrate::client {

namespace {

// What is wrong with an id; empty if nothing is.
std::string check_id(const std::string &text) {
	long id = 0;
	const char *const end = text.data() + text.size();
	const auto [stop, error] = std::from_chars(text.data(), end, id);
	return error == std::errc() && stop == end && id > 0 ? std::string()
														 : fmt::format("\"{}\" is no id of drift", text);
}

void add_drift_ids(CommandLine &line, CLI::App *command, const char *what, bool required) {
	command->add_option("id", line.options().drift, what)->check(check_id)->required(required);
}

void add_adopt(CommandLine &line) {
	CLI::App *adopt_ = line.add(
		"adopt", "Make a migration file of what was done by hand, and mark it as applied here", adopt);
	add_drift_ids(line, adopt_, "Which drift, by the ids of \"drift\" (default all that is open)", false);
	adopt_->add_option("-m,--message", line.options().message, "What it does, in a few words")->required();
	adopt_->add_option("--rev-id", line.options().rev_id, "Its id (else made as configured)");
	adopt_->add_option_function<std::string>(
		"--head", [&line](const std::string &name) { line.options().head = {name}; },
		"The applied revision that it follows (default head)");
	adopt_->add_option("--down-file", line.options().file, "A file with the SQL that takes it back");
	adopt_->add_option("--version-path", line.options().version_path,
		"The directory its file goes into (default that of what it follows)");
	line.set_changing(adopt_);
	line.add_json(adopt_, "One JSON object with the revision and its file");
	line.add_wait(adopt_);
}

void add_drift(CommandLine &line) {
	CLI::App *drift_ =
		line.add("drift", "Show what was done by hand, and is neither adopted nor dismissed", drift);
	drift_->add_flag("--all", line.options().all, "What is settled, too");
	drift_->add_flag(
		"--check", line.options().check, "Exit with 1 if there is any that is open, or nobody watches");
	line.add_json(drift_, "One JSON object with the rows");

	CLI::App *dismiss_ = line.add("dismiss", "Close drift without a migration", dismiss);
	add_drift_ids(line, dismiss_, "Which, by the ids of \"drift\"", true);
	dismiss_->add_option("-m,--message", line.options().message, "Why nothing is to be done")->required();
	line.set_changing(dismiss_);
	line.add_json(dismiss_, "One JSON object with the ids");
}

} // namespace

void declare_watch_commands(CommandLine &line) {
	add_adopt(line);
	add_drift(line);
	CLI::App *blame_ =
		line.add("blame", "Show who touched an object, newest first: revisions and changes by hand", blame);
	blame_
		->add_option(
			"object", line.options().object, "A table, column, index, function or the like, by its name")
		->required();
	CLI::App *changes_ = line.add("changes", "Show what the steps of a revision changed", changes);
	line.add_target(changes_, "Which, also a range", true);
	for (CLI::App *command : {blame_, changes_})
		line.add_json(command, "One JSON object with the rows");
}

} // namespace pgmigrate::client
