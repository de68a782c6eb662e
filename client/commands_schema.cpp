// schema: what the database holds, as SQL or as a value.
#include "client/commands.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/config.hpp"
#include "client/failure.hpp"
#include "client/hint.hpp"
#include "client/read_schema.hpp"
#include "client/render.hpp"
#include "client/schema_file.hpp"
#include "client/session.hpp"
#include "client/talk.hpp"
#include "client/text_file.hpp"
#include "core/schema/ddl/writer.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

constexpr int kIndent = 2;

// The schema as it is to be shown.
std::string read(const Options &options, const Config &config) {
	Connection connection(keywords_for(options, config), {.prompt = options.connection.password_prompt});
	const core::schema::Snapshot snapshot = read_schema(
		connection, {.schemas = options.schemas, .owners = options.owners, .privileges = options.privileges});
	warn_of_what_is_not_modelled(snapshot);
	if (!options.snapshot)
		return core::schema::write_schema(snapshot);
	return Row::parse(core::schema::to_json(snapshot)).dump(kIndent) + "\n";
}

void print(const Options &options, const std::string &text) {
	if (!options.json)
		fmt::print("{}", text);
	else if (options.snapshot)
		print_json_line({{"snapshot", Row::parse(text)}});
	else
		print_json_line({{"script", text}});
}

ExitCode write(const Options &options, const fs::path &path, const std::string &text) {
	const bool is_changed = write_if_changed(path, text);
	if (options.json)
		print_json_line({{"path", path.string()}, {"changed", is_changed}});
	if (is_changed)
		say("wrote \"{}\"\n", path.string());
	else
		say("\"{}\" is up to date\n", path.string());
	return ExitCode::done;
}

// The first line in which two texts that are not equal differ.
std::ptrdiff_t first_difference(std::string_view one, std::string_view other) {
	const auto at = std::ranges::mismatch(one, other).in1;
	return std::count(one.begin(), at, '\n') + 1;
}

// The command that writes the file, as this one was given.
std::string command_to_write(const Options &options, const fs::path &path) {
	std::string command = fmt::format("pgmigrate schema -o {}", shell_word(path.string()));
	for (const std::string &name : options.schemas)
		command += switch_text("--schema", name);
	command += options.owners ? " --owners" : "";
	command += options.privileges ? " --privileges" : "";
	command += options.snapshot ? " --snapshot" : "";
	return with_switches(command + '\x02', given_scope(options));
}

ExitCode check(const Options &options, const fs::path &path, const std::string &text) {
	std::string what;
	if (!fs::exists(path))
		what = "is not there";
	else if (const std::string found = read_text(path); found != text)
		what = fmt::format("is not what the database holds, from line {} on", first_difference(found, text));
	if (options.json)
		print_json_line({{"path", path.string()}, {"equal", what.empty()}});
	if (what.empty()) {
		say("\"{}\" is up to date\n", path.string());
		return ExitCode::done;
	}
	say("\"{}\" {}; \"{}\" writes it\n", path.string(), what, command_to_write(options, path));
	return ExitCode::not_up_to_date;
}

} // namespace

ExitCode show_schema(const Options &options) {
	const Config config = find_config(options);
	const fs::path path =
		options.output.empty() && options.check ? config.schema_file : fs::path(options.output);
	if (options.check && path.empty())
		throw Failure(ExitCode::usage, "it is not said which file to check", {},
			"Name it by -o, or by \"schema_file\" in the configuration.");
	const std::string text = read(options, config);
	if (options.check)
		return check(options, path, text);
	if (!path.empty())
		return write(options, path, text);
	print(options, text);
	return ExitCode::done;
}

} // namespace pgmigrate::client
