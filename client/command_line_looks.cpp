#include "client/command_line.hpp"

namespace pgmigrate::client {

namespace {

void add_drawing(CommandLine &line, CLI::App *command) {
	static const std::map<std::string, GraphFormat> formats{{"text", GraphFormat::text},
		{"dot", GraphFormat::dot}, {"mermaid", GraphFormat::mermaid}, {"svg", GraphFormat::svg}};
	CLI::Option *graph_ = command->add_flag_callback(
		"--graph", [&line] { line.options().graph = line.options().graph.value_or(GraphFormat::text); },
		"Draw the revisions as a graph");
	command
		->add_option_function<std::string>(
			"--format", [&line](const std::string &name) { line.options().graph = formats.at(name); },
			"What --graph draws: text, dot (Graphviz), mermaid or svg (default text)")
		->check(CLI::IsMember({"text", "dot", "mermaid", "svg"}))
		->needs(graph_);
}

void add_graph_commands(CommandLine &line) {
	CLI::App *heads_ = line.add("heads", "Show the revisions that no other one revises", heads);
	heads_->add_flag("--resolve-dependencies", line.options().resolve_dependencies,
		"Leave out those that another revision depends on");
	CLI::App *branches_ =
		line.add("branches", "Show the revisions that several others revise, and those", branches);
	CLI::App *history_ = line.add("history", "Show the revisions, newest first", history);
	history_->add_option("-r,--rev-range", line.options().range, "From and to: a:b, a: or :b");
	history_->add_flag("-i,--indicate-current", line.options().indicate_current,
		"Mark what is applied, as the database has it");
	add_drawing(line, history_);
	CLI::App *show_ = line.add("show", "Show all of a revision, its script included", show);
	line.add_target(show_, "Which, also a range (default head)", false);
	for (CLI::App *command : {heads_, branches_, history_})
		command->add_flag("-v,--verbose", line.options().verbose, "Show all that is known of each");
	for (CLI::App *command : {heads_, branches_, history_, show_}) {
		command->add_flag("--server", line.options().server, "Ask the database though there is a directory");
		line.add_json(command, "One JSON object with the rows");
	}
}

void add_config_command(CommandLine &line) {
	CLI::App *config_ = line.add("config", "Show the configuration in force, and where it was said", config);
	line.add_json(config_, "One JSON object with the rows");
}

void add_state_commands(CommandLine &line) {
	CLI::App *current_ = line.add("current", "Show what is applied", current);
	current_->add_flag("--check-heads", line.options().check_heads, "Exit with 1 if that is not everything");
	current_->add_flag("-v,--verbose", line.options().verbose, "Show all that is known of each");
	line.add_json(current_, "One JSON object with the rows");

	CLI::App *progress_ = line.add("progress", "Show the runs that go on", progress);
	progress_->add_flag("--follow", line.options().follow,
		"Go on until they end, and show how; exit with 1 if the last failed");
	line.add_json(progress_, "One JSON object a run, or a change of one");
}

} // namespace

void declare_look_commands(CommandLine &line) {
	add_state_commands(line);
	add_graph_commands(line);
	add_config_command(line);
}

} // namespace pgmigrate::client
