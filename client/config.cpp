#include "client/config.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/failure.hpp"
#include "client/secrets.hpp"
#include "client/talk.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const Setting &setting, std::string message, std::string detail, std::string hint) {
	Failure failure(ExitCode::refused, std::move(message), std::move(detail), std::move(hint));
	failure.where = setting.from;
	throw failure;
}

bool is_set(const std::string &variable) {
	const char *value = std::getenv(variable.c_str());
	return value != nullptr && *value != '\0';
}

// The nearest pgmigrate.toml from the working directory upwards, as seen from there; empty if there is none.
fs::path search_upwards() {
	std::error_code error;
	fs::path up; // "", "..", "../.."
	for (fs::path here = fs::current_path(error); !error; here = here.parent_path(), up /= "..") {
		if (fs::exists(here / kConfigName, error))
			return up / kConfigName;
		if (here == here.root_path())
			break;
	}
	return {};
}

fs::path config_path(const Options &options) {
	if (!options.config_file.empty())
		return options.config_file;
	if (is_set("PGMIGRATE_CONFIG"))
		return std::getenv("PGMIGRATE_CONFIG");
	return search_upwards();
}

// "PGMIGRATE_TARGET_SCHEMA" of "target_schema"
std::string variable_of(std::string_view key) {
	std::string name = "PGMIGRATE_";
	for (char c : key)
		name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
	return name;
}

// All but the database is named by a variable of its own.
void take_variables(ConfigFile &values, const DotEnv &environment) {
	for (std::string_view key : kConfigKeys) {
		const auto found = key == "database" ? std::nullopt : environment.find(variable_of(key));
		if (found)
			values.settings.insert_or_assign(
				std::string(key), Setting{std::string(key), {found->value}, found->from, found->folder});
	}
}

RevisionIds revision_ids(const Setting &setting) {
	if (setting.value() == "sequential")
		return RevisionIds::sequential;
	if (setting.value() == "random")
		return RevisionIds::random;
	fail(setting, fmt::format("unknown kind of revision ids \"{}\"", setting.value()), {},
		"Write revision_ids = \"sequential\" or revision_ids = \"random\".");
}

TransactionMode transaction(const Setting &setting) {
	if (const auto mode = transaction_mode(setting.value()))
		return *mode;
	fail(setting, fmt::format("unknown kind of transaction \"{}\"", setting.value()), {},
		"Write transaction = \"auto\", transaction = \"one\" or transaction = \"step\".");
}

// A name in the directory, which no migration file can have; empty for none.
std::string head_file(const Setting &setting) {
	const std::string &name = setting.value();
	if (name == "false")
		return {};
	if (fs::path(name).has_parent_path() || name.ends_with(".sql") || name == "." || name == "..")
		fail(setting, fmt::format("\"{}\" cannot be the file that lists the heads", name),
			"It lies in the directory of migration files and is none of them.",
			"Write head_file = \"HEAD\", or head_file = false for none.");
	return name;
}

// A relative directory counts from the file that names it, wherever the command is called.
std::vector<fs::path> directories(
	const Setting &setting, const fs::path &file, const std::vector<std::string> &sections) {
	std::vector<fs::path> out;
	for (const std::string &name : setting.values) {
		const fs::path path = (setting.folder / name).lexically_normal();
		std::error_code error;
		if (!fs::is_directory(path, error)) {
			Failure failure(ExitCode::refused, fmt::format("there is no directory \"{}\"", path.string()),
				setting.from == kDefault
					? fmt::format("\"{}\" does not say where else the migration files are.", file.string())
					: "",
				setting.from == kDefault && !sections.empty()
					? fmt::format("Choose a section that does, with -n: {}.", fmt::join(sections, ", "))
					: "Make the directory, or correct \"directory\" in the configuration file.");
			failure.where = setting.from == kDefault ? "" : setting.from;
			throw failure;
		}
		if (std::ranges::find(out, path) != out.end())
			fail(setting, fmt::format("directory \"{}\" is given twice", path.string()), {}, "Give it once.");
		out.push_back(path);
	}
	return out;
}

// Puts a default where nothing else is said.
const Setting &or_default(ConfigFile &values, const std::string &key, const std::string &value) {
	return values.settings.try_emplace(key, Setting{key, {value}, std::string(kDefault), {}}).first->second;
}

void take_directories(Config &config, ConfigFile &values) {
	std::error_code error;
	if (config.file.empty() && !values.settings.contains("directory") &&
		!fs::is_directory("migrations", error))
		return;
	Setting setting = or_default(values, "directory", "migrations");
	if (setting.from == kDefault)
		setting.folder = config.file.parent_path();
	config.directories = directories(setting, config.file, values.sections_with_directory);
}

void take_values(Config &config, ConfigFile &values) {
	const auto text = [&](std::string_view key) {
		const auto found = values.settings.find(key);
		return found == values.settings.end() ? std::nullopt : std::optional(found->second.value());
	};
	config.project = text("project");
	config.target_schema = text("target_schema");
	config.transaction = transaction(or_default(values, "transaction", "auto"));
	config.revision_ids = revision_ids(or_default(values, "revision_ids", "sequential"));
	config.head_file = head_file(or_default(values, "head_file", config.head_file));
	config.file_template = text("file_template").value_or("");
	const auto path = [&](std::string_view key) {
		const auto found = values.settings.find(key);
		return found == values.settings.end() || found->second.value().empty()
				   ? fs::path()
				   : (found->second.folder / found->second.value()).lexically_normal();
	};
	config.schema_file = path("schema_file");
	config.wanted_schema = path("wanted_schema");
	take_directories(config, values);
	for (const auto &[name, setting] : values.variables)
		config.variables.emplace(name, setting.value());
}

// What a database that is named further down comes to under the variables that stand above it.
template <typename IsAbove>
void take_database(Config &config, const Setting &setting, IsAbove is_above) {
	std::vector<std::string> above;
	if (is_above("PGSERVICE"))
		above.push_back("PGSERVICE");
	else {
		const auto keywords = read_conninfo(setting.value());
		if (!keywords) {
			const std::string hint = hint_for_unknown_parameter(setting.value());
			fail(setting, "the database is neither a name, a conninfo string nor a URI", {},
				hint.empty() ? "Write postgresql://user@host:port/database, say." : hint);
		}
		const auto variable_above = [&](const ConnectionKeyword &keyword) -> std::string {
			if (!keyword.variable.empty() && is_above(keyword.variable))
				return keyword.variable;
			// An address would win over the host.
			return keyword.name == "hostaddr" && is_above("PGHOST") ? "PGHOST" : "";
		};
		// A password goes to nobody but the one it was written for.
		const bool moved = std::ranges::any_of(*keywords, [&](const ConnectionKeyword &keyword) {
			return (keyword.name == "host" || keyword.name == "hostaddr" || keyword.name == "port" ||
					   keyword.name == "user") &&
				   !variable_above(keyword).empty();
		});
		for (const ConnectionKeyword &keyword : *keywords) {
			const std::string variable = variable_above(keyword);
			if (!variable.empty())
				above.push_back(variable);
			else if (!keyword.is_secret || !moved)
				config.database.push_back(keyword);
		}
	}
	if (setting.in_section)
		config.overruled = {
			above.begin(), std::ranges::unique(above).begin()}; // host and address are neighbours
}

// DATABASE_URL, unless it is another program's and something that is not below it says which database is meant.
std::optional<Variable> database_url_in_force(const Config &config, const ConnectionOptions &options) {
	const auto url = config.environment.find("DATABASE_URL");
	if (!url || is_left_out(options, url->value))
		return std::nullopt;
	constexpr std::array kOthers{"PGSERVICE", "PGHOST", "PGDATABASE"};
	const bool is_overruled = !is_set("DATABASE_URL") && std::ranges::any_of(kOthers, [&](const char *name) {
		return is_set(name) && config.environment.is_outside(name);
	});
	return is_overruled && is_of_another_program(url->value) ? std::nullopt : url;
}

void take_database(Config &config, ConfigFile &values, const ConnectionOptions &options) {
	const auto configured = values.settings.find("database");
	const bool in_section = configured != values.settings.end() && configured->second.in_section;
	if (const auto url = database_url_in_force(config, options)) {
		const Setting setting{"database", {url->value}, url->from, {}};
		if (is_of_another_program(url->value)) // an error, but only of those commands that connect
			config.database = {{.name = "dbname", .value = url->value, .variable = {}}};
		else if (!is_set("DATABASE_URL")) // in .env, below the environment
			take_database(config, setting, [&](const std::string &variable) {
				return is_set(variable) && config.environment.is_outside(variable);
			});
		values.settings.insert_or_assign("database", setting);
		if (in_section)
			config.overruled = {"DATABASE_URL"};
	} else if (configured != values.settings.end())
		take_database(config, configured->second, is_set);
}

} // namespace

Config find_config(const Options &options) {
	Config config;
	config.file = config_path(options);
	config.environment = find_dot_env(config.file);
	const auto section = config.environment.find("PGMIGRATE_NAME");
	config.section = options.section.value_or(section ? section->value : "");
	ConfigFile values;
	if (!config.file.empty())
		values = read_config_file(config.file, config.section, [&](const std::string &name) {
			const auto found = config.environment.find(name);
			return found ? std::optional(found->value) : std::nullopt;
		});
	else if (!config.section.empty())
		throw Failure(ExitCode::refused, fmt::format("there is no section \"{}\"", config.section),
			fmt::format("No \"{}\" was found here or above.", kConfigName),
			"\"pgmigrate init\" writes one; -c names one that is elsewhere.");
	take_variables(values, config.environment);
	take_values(config, values);
	take_database(config, values, options.connection);
	for (std::string_view key : kConfigKeys)
		if (const auto found = values.settings.find(key); found != values.settings.end())
			config.settings.push_back(found->second);
	for (const auto &[name, setting] : values.variables) {
		config.settings.push_back(setting);
		config.settings.back().key = "variables." + name;
	}
	return config;
}

void say_what_is_overruled(const Options &options, const Config &config) {
	if (config.overruled.empty() || names_all(options.connection))
		return;
	std::string above = fmt::format("{}", fmt::join(config.overruled, ", "));
	if (const auto url = config.environment.find("DATABASE_URL"); url && above == "DATABASE_URL")
		above = fmt::format("DATABASE_URL{}, \"{}\",", database_url().empty() ? " of " + url->from : "",
			shown_database(url->value));
	say_once(fmt::format(
		"the database that section \"{}\" names is not used as it is: {} stands above it; -d with a URL would "
		"stand above both",
		config.section, above));
}

std::optional<TransactionMode> transaction_mode(std::string_view name) {
	if (name == "auto")
		return TransactionMode::automatic;
	if (name == "one")
		return TransactionMode::one;
	if (name == "step")
		return TransactionMode::step;
	return std::nullopt;
}

} // namespace pgmigrate::client
