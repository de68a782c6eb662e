#include "client/config.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "client/failure.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> kKeys{
	"directory", "project", "target_schema", "transaction", "revision_ids", "head_file"};

[[noreturn]] void fail(const fs::path &file, const toml::source_region &region, std::string message,
	std::string detail, std::string hint) {
	Failure failure(ExitCode::refused, std::move(message), std::move(detail), std::move(hint));
	failure.where = fmt::format("{}:{}", file.string(), region.begin.line);
	throw failure;
}

toml::table parse(const fs::path &file) {
	std::error_code error;
	if (!fs::is_regular_file(file, error))
		throw Failure(ExitCode::refused, fmt::format("there is no configuration file \"{}\"", file.string()),
			{}, "\"pgmigrate init\" writes one.");
	try {
		return toml::parse_file(file.string());
	} catch (const toml::parse_error &broken) {
		fail(file, broken.source(), "the configuration file is not TOML",
			fmt::format("{}.", broken.description()), {});
	}
}

// The value of a key that holds a string; nothing if the key is not there.
std::optional<std::string> string_value(
	const fs::path &file, const toml::table &table, std::string_view key) {
	const toml::node *node = table.get(key);
	if (node == nullptr)
		return std::nullopt;
	if (!node->is_string())
		fail(file, node->source(), fmt::format("\"{}\" must be a string", key), {},
			fmt::format("Write it in double quotes: {} = \"...\".", key));
	return node->value<std::string>();
}

[[noreturn]] void fail_unknown_key(
	const fs::path &file, std::string_view key, const toml::source_region &region) {
	std::string hint = core::text::did_you_mean(key, kKeys);
	if (hint.empty())
		hint = fmt::format("The keys are {}.", fmt::join(kKeys, ", "));
	fail(file, region, fmt::format("unknown key \"{}\"", key), {}, std::move(hint));
}

RevisionIds revision_ids(const fs::path &file, const toml::table &table) {
	const auto value = string_value(file, table, "revision_ids");
	if (!value || *value == "sequential")
		return RevisionIds::sequential;
	if (*value == "random")
		return RevisionIds::random;
	fail(file, table.get("revision_ids")->source(),
		fmt::format("unknown kind of revision ids \"{}\"", *value), {},
		"Write revision_ids = \"sequential\" or revision_ids = \"random\".");
}

std::optional<TransactionMode> transaction(const fs::path &file, const toml::table &table) {
	const auto value = string_value(file, table, "transaction");
	if (!value)
		return std::nullopt;
	if (const auto mode = transaction_mode(*value))
		return mode;
	fail(file, table.get("transaction")->source(), fmt::format("unknown kind of transaction \"{}\"", *value),
		{}, "Write transaction = \"auto\", transaction = \"one\" or transaction = \"step\".");
}

// A name in the directory, which no migration file can have; empty for none.
std::string head_file(const fs::path &file, const toml::table &table) {
	const toml::node *node = table.get("head_file");
	if (node != nullptr && node->is_boolean() && !node->value<bool>().value_or(true))
		return {};
	const std::string name = string_value(file, table, "head_file").value_or(Config().head_file);
	if (fs::path(name).has_parent_path() || name.ends_with(".sql") || name == "." || name == "..")
		fail(file, node->source(), fmt::format("\"{}\" cannot be the file that lists the heads", name),
			"It lies in the directory of migration files and is none of them.",
			"Write head_file = \"HEAD\", or head_file = false for none.");
	return name;
}

Config read_config(const fs::path &file) {
	const toml::table table = parse(file);
	for (const auto &[key, node] : table)
		if (std::ranges::find(kKeys, key.str()) == kKeys.end())
			fail_unknown_key(file, key.str(), key.source());
	Config config;
	config.file = file;
	config.project = string_value(file, table, "project");
	config.target_schema = string_value(file, table, "target_schema");
	config.transaction = transaction(file, table);
	config.revision_ids = revision_ids(file, table);
	config.head_file = head_file(file, table);
	// A relative directory counts from the file, wherever the command is called.
	const fs::path directory =
		file.parent_path() / string_value(file, table, "directory").value_or("migrations");
	config.directory = directory.lexically_normal();
	std::error_code error;
	if (!fs::is_directory(directory, error))
		throw Failure(ExitCode::refused,
			fmt::format("there is no directory \"{}\"", config.directory->string()),
			fmt::format("\"{}\" says that the migration files are there.", file.string()),
			"Make the directory, or correct \"directory\" in the configuration file.");
	return config;
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

} // namespace

Config find_config(const std::string &given) {
	if (!given.empty())
		return read_config(given);
	if (const char *named = std::getenv("PGMIGRATE_CONFIG"); named != nullptr && *named != '\0')
		return read_config(named);
	if (const fs::path found = search_upwards(); !found.empty())
		return read_config(found);
	Config config;
	std::error_code error;
	if (fs::is_directory("migrations", error))
		config.directory = "migrations";
	return config;
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

std::string new_config(std::string_view directory) {
	std::string quoted; // a basic string of TOML
	for (char c : directory) {
		if (c == '"' || c == '\\')
			quoted += '\\';
		quoted += c;
	}
	return fmt::format(R"(# pgmigrate: schema migrations inside PostgreSQL.
# Which database is said by -d, DATABASE_URL or PGHOST, PGDATABASE and the like, never here.

# The migration files; a relative path counts from this file.
directory = "{}"

# The set of revisions, where a database holds several independent ones.
# project = "default"

# The schema that the scripts run in, first in their search_path.
# target_schema = "marketplace"

# How a run is divided: "auto" (one transaction if the plan allows it, else one for each step), "one" or "step".
# transaction = "auto"

# The ids of new revisions: "sequential" (003_add_rejection_reason) or "random" (4f1d26105399).
# revision_ids = "sequential"

# The file in the directory that lists the heads, so that branches conflict in version control; false: none.
# head_file = "HEAD"
)",
		quoted);
}

} // namespace pgmigrate::client
