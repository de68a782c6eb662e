#include "client/help_pages.hpp"

#include <fmt/format.h>

namespace pgmigrate::client {

namespace {

std::vector<const CLI::App *> commands_of(const CLI::App &app) {
	return app.get_subcommands([](const CLI::App *command) { return !command->get_name().empty(); });
}

std::vector<const CLI::Option *> options_of(const CLI::App &app, bool positional) {
	std::vector<const CLI::Option *> options;
	for (const CLI::Option *option : app.get_options())
		if (option->get_positional() == positional && !option->get_group().empty() &&
			!(app.get_parent() != nullptr && option->get_single_name().starts_with("help"))) // said once
			options.push_back(option);
	return options;
}

// What is given with an option, "FILE"; empty for a flag.
std::string value_of(const CLI::Option &option) {
	return option.get_items_expected_max() == 0 ? std::string() : "VALUE";
}

// "-c, --config VALUE"
std::string names_of(const CLI::Option &option) {
	std::string names;
	for (const std::string &name : option.get_snames())
		names += fmt::format("{}-{}", names.empty() ? "" : ", ", name);
	for (const std::string &name : option.get_lnames())
		names += fmt::format("{}--{}", names.empty() ? "" : ", ", name);
	const std::string value = value_of(option);
	return value.empty() ? names : names + " " + value;
}

// "[revision]", "FILE..." as in a synopsis
std::string synopsis_of(const CLI::App &command) {
	std::string words;
	for (const CLI::Option *option : options_of(command, true)) {
		const std::string word = option->get_name(true) + (option->get_items_expected_max() > 1 ? "..." : "");
		words += option->get_required() ? " " + word : fmt::format(" [{}]", word);
	}
	return words;
}

std::string description_of(const CLI::Option &option) {
	const bool must = option.get_required() && !option.get_positional();
	return option.get_description() + (must ? "; must be given" : "");
}

// What a table of Markdown would take for its own.
std::string in_table(std::string_view text) {
	std::string out;
	for (char c : text)
		out += c == '|' || c == '<' ? fmt::format("\\{}", c)
			   : c == '\n'          ? std::string(" ")
									: std::string(1, c);
	return out;
}

std::string markdown_options(const CLI::App &app) {
	std::string rows;
	for (bool positional : {true, false})
		for (const CLI::Option *option : options_of(app, positional))
			rows += fmt::format("| `{}` | {} |\n", positional ? option->get_name(true) : names_of(*option),
				in_table(description_of(*option)));
	return rows.empty() ? rows : "\n| option | |\n|---|---|\n" + rows;
}

// Text that man takes as it stands.
std::string for_man(std::string_view text) {
	std::string out;
	bool begins_line = true;
	for (char c : text) {
		if (begins_line && (c == '.' || c == '\''))
			out += "\\&";
		out += c == '\\' ? std::string("\\e") : c == '-' ? std::string("\\-") : std::string(1, c);
		begins_line = c == '\n';
	}
	return out;
}

std::string man_options(const CLI::App &app) {
	std::string out;
	for (bool positional : {true, false})
		for (const CLI::Option *option : options_of(app, positional))
			out += fmt::format(".TP\n\\fB{}\\fR\n{}\n",
				for_man(positional ? option->get_name(true) : names_of(*option)),
				for_man(description_of(*option)));
	return out;
}

} // namespace

std::string markdown_page(const CLI::App &app) {
	std::string out = fmt::format(
		"# Commands of the client\n\nWhat `pgmigrate --help-all` says; `make docs` writes this page.\n"
		"\n{}\n\n## Every command\n{}",
		app.get_description(), markdown_options(app));
	for (const CLI::App *command : commands_of(app))
		out += fmt::format("\n## {0}\n\n`pgmigrate {0}{1}`\n\n{2}\n{3}", command->get_name(),
			synopsis_of(*command), command->get_description() + ".", markdown_options(*command));
	return out + "\n## Revisions and exit codes\n\n" + app.get_footer() + "\n";
}

std::string man_page(const CLI::App &app) {
	std::string out = fmt::format(
		".TH PGMIGRATE 1 \"\" \"pgmigrate {}\"\n.SH NAME\npgmigrate \\- {}\n.SH SYNOPSIS\n"
		".B pgmigrate\n[\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]\n.SH OPTIONS\n{}.SH COMMANDS\n",
		PGMIGRATE_VERSION, for_man(app.get_description()), man_options(app));
	for (const CLI::App *command : commands_of(app))
		out += fmt::format(".SS {}{}\n{}.\n{}", command->get_name(), for_man(synopsis_of(*command)),
			for_man(command->get_description()), man_options(*command));
	return out + ".SH REVISIONS AND EXIT STATUS\n" + for_man(app.get_footer()) + "\n.SH SEE ALSO\npsql(1)\n";
}

} // namespace pgmigrate::client
