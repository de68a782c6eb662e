#include "client/completion.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/workspace.hpp"

namespace pgmigrate::client {

namespace {

// What a value may be completed with.
enum class Kind { nothing, revisions, files, commands, shells };

Kind kind_of(const CLI::Option &option) {
	constexpr std::array<std::string_view, 8> kRevisions{
		"revision", "revisions", "from", "to", "--head", "--depends-on", "--onto", "--rev-range"};
	constexpr std::array<std::string_view, 8> kFiles{"file", "directory", "--config", "--output",
		"--version-path", "--down-file", "--schema-file", "--junit"};
	const std::string name =
		option.get_positional() ? option.get_name(true) : "--" + option.get_single_name();
	if (std::ranges::find(kRevisions, name) != kRevisions.end())
		return Kind::revisions;
	if (std::ranges::find(kFiles, name) != kFiles.end())
		return Kind::files;
	return name == "command" ? Kind::commands : name == "shell" ? Kind::shells : Kind::nothing;
}

bool takes_value(const CLI::Option &option) {
	return option.get_items_expected_max() > 0;
}

std::vector<const CLI::Option *> options_of(const CLI::App &app, bool positional) {
	return app.get_options(
		[positional](const CLI::Option *option) { return option->get_positional() == positional; });
}

std::vector<const CLI::App *> commands_of(const CLI::App &app) {
	return app.get_subcommands([](const CLI::App *) { return true; });
}

// "-c", "--config"
std::vector<std::string> words_of(const CLI::Option &option) {
	std::vector<std::string> out;
	for (const std::string &name : option.get_snames())
		out.push_back("-" + name);
	for (const std::string &name : option.get_lnames())
		out.push_back("--" + name);
	return out;
}

std::vector<std::string> option_words(const CLI::App &app) {
	std::vector<std::string> out;
	for (const CLI::Option *option : options_of(app, false))
		std::ranges::copy(words_of(*option), std::back_inserter(out));
	return out;
}

// Those of a command that the program itself does not have: what is offered twice is shown twice.
std::vector<std::string> own_option_words(const CLI::App &command, const CLI::App &app) {
	const std::vector<std::string> shared = option_words(app);
	std::vector<std::string> out = option_words(command);
	std::erase_if(
		out, [&](const std::string &word) { return std::ranges::find(shared, word) != shared.end(); });
	return out;
}

// The words of all options, of the program or a command, whose values are of a kind.
std::set<std::string> words_with_value(const CLI::App &app, Kind kind) {
	std::vector<const CLI::App *> all = commands_of(app);
	all.push_back(&app);
	std::set<std::string> out;
	for (const CLI::App *one : all)
		for (const CLI::Option *option : options_of(*one, false))
			if (takes_value(*option) && kind_of(*option) == kind)
				for (const std::string &word : words_of(*option))
					out.insert(word);
	return out;
}

std::string_view name_of(Kind kind) {
	constexpr std::array<std::string_view, 5> kNames{"", "revisions", "files", "commands", "shells"};
	return kNames.at(static_cast<std::size_t>(kind));
}

// What stands round the words of this program.
constexpr std::string_view kBash = R"sh(_pgmigrate() {{
	local word=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD - 1]}}
	local command= options= kind=commands commands='{names}' i
	for ((i = 1; i < COMP_CWORD; i++)); do
		case ${{COMP_WORDS[i]}} in
		{with_value}) ((i++)) ;;
		-*) ;;
		*) command=${{COMP_WORDS[i]}} && break ;;
		esac
	done
	case $command in
{cases}	esac
	options="$options {options}"
	case $before in
{values}	esac
	case $kind,$word in
	none,*) COMPREPLY=() ;;
	*,-*) COMPREPLY=($(compgen -W "$options" -- "$word")) ;;
	commands,*) COMPREPLY=($(compgen -W "$commands" -- "$word")) ;;
	shells,*) COMPREPLY=($(compgen -W 'bash zsh fish' -- "$word")) ;;
	files,*) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$word")) ;;
	revisions,*) COMPREPLY=($(compgen -W "$(pgmigrate completion revisions 2>/dev/null)" -- "$word")) ;;
	*) COMPREPLY=() ;;
	esac
}}
complete -F _pgmigrate pgmigrate
)sh";

// bash, and zsh with bash's way of completing.
std::string bash_script(const CLI::App &app) {
	std::vector<std::string> names;
	std::string cases;
	for (const CLI::App *command : commands_of(app)) {
		const auto places = options_of(*command, true);
		names.push_back(command->get_name());
		cases += fmt::format("\t{}) options='{}' kind={} ;;\n", command->get_name(),
			fmt::join(own_option_words(*command, app), " "),
			name_of(places.empty() ? Kind::nothing : kind_of(*places.front())));
	}
	std::string values;
	std::set<std::string> with_value;
	for (Kind kind : {Kind::revisions, Kind::files, Kind::nothing}) {
		std::set<std::string> words = words_with_value(app, kind);
		values += fmt::format("\t{}) options= kind={} ;;\n", fmt::join(words, " | "),
			kind == Kind::nothing ? "none" : name_of(kind));
		with_value.merge(words);
	}
	return fmt::format(kBash, fmt::arg("names", fmt::join(names, " ")),
		fmt::arg("with_value", fmt::join(with_value, " | ")), fmt::arg("cases", cases),
		fmt::arg("options", fmt::join(option_words(app), " ")), fmt::arg("values", values));
}

// A text in single quotes, as fish reads them.
std::string in_quotes(std::string_view text) {
	std::string out = "'";
	for (char c : text) {
		if (c == '\'' || c == '\\')
			out += '\\';
		out += c;
	}
	return out + "'";
}

std::string fish_values(Kind kind) {
	switch (kind) {
	case Kind::revisions:
		return " -x -a '(pgmigrate completion revisions 2>/dev/null)'";
	case Kind::files:
		return " -r -F";
	default:
		return " -x";
	}
}

std::string fish_options(const CLI::App &app, std::string_view condition) {
	std::string out;
	for (const CLI::Option *option : options_of(app, false)) {
		out += fmt::format("complete -c pgmigrate{}", condition);
		for (const std::string &name : option->get_snames())
			out += " -s " + name;
		for (const std::string &name : option->get_lnames())
			out += " -l " + name;
		if (takes_value(*option))
			out += fish_values(kind_of(*option));
		out += fmt::format(" -d {}\n", in_quotes(option->get_description()));
	}
	return out;
}

std::string fish_script(const CLI::App &app) {
	std::string out = "complete -c pgmigrate -f\n" + fish_options(app, "");
	for (const CLI::App *command : commands_of(app)) {
		const std::string &name = command->get_name();
		const std::string seen = fmt::format(" -n '__fish_seen_subcommand_from {}'", name);
		out += fmt::format("complete -c pgmigrate -n __fish_use_subcommand -a {} -d {}\n", name,
			in_quotes(command->get_description()));
		out += fish_options(*command, seen);
		for (const CLI::Option *place : options_of(*command, true)) {
			if (const Kind kind = kind_of(*place); kind == Kind::revisions)
				out += fmt::format(
					"complete -c pgmigrate{} -a '(pgmigrate completion revisions 2>/dev/null)'\n", seen);
			else if (kind == Kind::files)
				out += fmt::format("complete -c pgmigrate{} -F\n", seen);
			else if (kind == Kind::shells)
				out += fmt::format("complete -c pgmigrate{} -a 'bash zsh fish'\n", seen);
		}
	}
	return out;
}

} // namespace

std::string completion_script(const CLI::App &app, std::string_view shell) {
	if (shell == "fish")
		return fish_script(app);
	if (shell == "zsh")
		return "autoload -U +X compinit bashcompinit && compinit && bashcompinit\n" + bash_script(app);
	return bash_script(app);
}

ExitCode complete_revisions(const Options &options) {
	const Workspace workspace = Workspace::open(options);
	fmt::print("head\nheads\nbase\n");
	if (!workspace.directory())
		return ExitCode::done;
	for (const core::Script &script : workspace.directory()->scripts) {
		fmt::print("{}\n", script.revision.id);
		for (const std::string &label : script.revision.branch_labels)
			fmt::print("{}\n", label);
	}
	return ExitCode::done;
}

} // namespace pgmigrate::client
