// config: what is in force, and where it was said.
#include "client/commands.hpp"

#include <algorithm>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/config.hpp"
#include "client/render.hpp"
#include "client/secrets.hpp"
#include "client/table.hpp"

namespace pgmigrate::client {

namespace {

constexpr const char *kCommandLine = "command line";

// Puts what the command line says in the place of what is said below it.
void put_above(
	std::vector<Setting> &settings, const std::string &key, const std::optional<std::string> &value) {
	if (!value)
		return;
	const auto found = std::ranges::find(settings, key, &Setting::key);
	const Setting setting{key, {*value}, kCommandLine, {}};
	if (found != settings.end())
		*found = setting;
	else
		settings.push_back(setting);
}

void put_above(std::vector<Setting> &settings, const std::string &key, const std::string &value) {
	if (!value.empty())
		put_above(settings, key, std::optional(value));
}

// The file and the section that the rest comes from.
std::vector<Setting> sources(const Options &options, const Config &config) {
	std::vector<Setting> out;
	if (!config.file.empty()) {
		const char *named = std::getenv("PGMIGRATE_CONFIG");
		const bool is_named = named != nullptr && *named != '\0';
		out.push_back({"config", {config.file.string()},
			!options.config_file.empty() ? kCommandLine
			: is_named                   ? "environment variable PGMIGRATE_CONFIG"
										 : "found",
			{}});
	}
	if (!config.environment.file().empty())
		out.push_back({"env_file", {config.environment.file().string()}, "found", {}});
	if (options.section)
		out.push_back({"name", {*options.section}, kCommandLine, {}});
	else if (const auto name = config.environment.find("PGMIGRATE_NAME"))
		out.push_back({"name", {name->value}, name->from, {}});
	return out;
}

// The keywords that -d or DATABASE_URL say, and other options.
bool is_said_above(const ConnectionOptions &options, const std::string &name) {
	const std::string words = names_all(options) ? options.dbname : database_url();
	const auto whole = is_of_another_program(words) ? std::nullopt : read_conninfo(words);
	const auto is_it = [&](const ConnectionKeyword &keyword) {
		return keyword.name == name && !keyword.value.empty();
	};
	return (whole && std::ranges::any_of(*whole, is_it)) ||
		   left_by_options(options, {{name, "", ""}}).empty();
}

// What libpq reads by itself.
void add_variables_of_libpq(std::vector<Setting> &settings, const Options &options, const Config &config) {
	for (const ConnectionKeyword &keyword : connection_variables())
		if (const auto found = config.environment.find(keyword.variable);
			found && !is_said_above(options.connection, keyword.name))
			settings.push_back({keyword.variable, {keyword.is_secret ? std::string(kHidden) : found->value},
				found->from, {}});
}

// The database, without those of its parts that a variable or an option stands above.
std::string shown(const Setting &database, const Options &options, const Config &config) {
	const std::string all_shown = shown_database(database.value());
	if (is_of_another_program(database.value()))
		return all_shown;
	const auto all = read_conninfo(database.value());
	if (database.from == kCommandLine || !all || all_shown == kHidden)
		return all_shown;
	const bool is_configured = database_url().empty() || is_left_out(options.connection, database_url());
	const auto left = left_by_options(options.connection, is_configured ? config.database : *all);
	return left.size() < all->size() ? shown_keywords(left) : all_shown;
}

void hide_secrets(std::vector<Setting> &settings, const Options &options, const Config &config) {
	for (Setting &setting : settings) {
		if (setting.key == "database")
			setting.values = {shown(setting, options, config)};
		else if (setting.key.starts_with("variables."))
			setting.values = {shown_variable(setting.key, setting.value())};
	}
}

std::vector<Setting> in_force(const Options &options) {
	const Config config = find_config(options);
	std::vector<Setting> settings = sources(options, config);
	settings.insert(settings.end(), config.settings.begin(), config.settings.end());
	const bool is_part = !names_all(options.connection) &&
						 std::ranges::find(settings, "database", &Setting::key) != settings.end();
	put_above(settings, is_part ? "dbname" : "database", options.connection.dbname);
	put_above(settings, "host", options.connection.host);
	put_above(settings, "port", options.connection.port);
	put_above(settings, "username", options.connection.user);
	put_above(settings, "project", options.project);
	put_above(settings, "target_schema", options.target_schema);
	for (const std::string &variable : options.variables)
		if (const std::size_t equals = variable.find('='); equals != variable.npos)
			put_above(settings, "variables." + variable.substr(0, equals),
				std::optional(variable.substr(equals + 1)));
	hide_secrets(settings, options, config);
	std::erase_if(settings, [](const Setting &one) { return one.key == "database" && one.value().empty(); });
	add_variables_of_libpq(settings, options, config);
	say_what_is_overruled(options, config);
	return settings;
}

} // namespace

ExitCode config(const Options &options) {
	const std::vector<Setting> settings = in_force(options);
	std::vector<Row> rows;
	Table table({{""}, {.title = "", .gives_way = true}, {.title = "", .gives_way = true}});
	for (const Setting &setting : settings) {
		const std::string value = fmt::format("{}", fmt::join(setting.values, ", "));
		table.add({setting.key, value, setting.from});
		rows.push_back({{"key", setting.key}, {"value", value}, {"from", setting.from}});
		if (setting.key == "directory")
			rows.back()["value"] = setting.values;
	}
	if (options.json)
		print_json(rows);
	else
		table.print();
	return ExitCode::done;
}

} // namespace pgmigrate::client
