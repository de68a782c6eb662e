#include "client/config_file.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include "client/failure.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kVariables = "variables";

struct Reader {
	const fs::path &file;
	const Lookup &lookup;

	[[noreturn]] void fail(
		const toml::source_region &region, std::string message, std::string detail, std::string hint) const {
		Failure failure(ExitCode::refused, std::move(message), std::move(detail), std::move(hint));
		failure.where = place(region);
		throw failure;
	}
	std::string place(const toml::source_region &region) const {
		return fmt::format("{}:{}", file.string(), region.begin.line);
	}
	std::string expanded(const toml::node &node) const {
		try {
			return expand(*node.value<std::string>(), lookup);
		} catch (Failure &failure) {
			failure.where = place(node.source());
			throw;
		}
	}

	toml::table parse() const;
	void check_keys(const toml::table &table, bool is_section) const;
	std::vector<std::string> values(std::string_view key, const toml::node &node) const;
	Setting setting(std::string_view key, const toml::node &node, bool in_section) const;
	void read_into(ConfigFile &to, const toml::table &table, bool is_section) const;
};

toml::table Reader::parse() const {
	std::error_code error;
	if (!fs::is_regular_file(file, error))
		throw Failure(ExitCode::refused, fmt::format("there is no configuration file \"{}\"", file.string()),
			{}, "\"pgmigrate init\" writes one.");
	try {
		return toml::parse_file(file.string());
	} catch (const toml::parse_error &broken) {
		fail(broken.source(), "the configuration file is not TOML", fmt::format("{}.", broken.description()),
			{});
	}
}

void Reader::check_keys(const toml::table &table, bool is_section) const {
	for (const auto &[key, node] : table) {
		if (std::ranges::find(kConfigKeys, key.str()) != kConfigKeys.end())
			continue;
		if (key.str() == kVariables) {
			if (!node.is_table())
				fail(node.source(), "\"variables\" must be a table", {},
					"Write [variables], and name = \"value\" on the lines below.");
			continue;
		}
		if (node.is_table() && !is_section) {
			check_keys(*node.as_table(), true);
			continue;
		}
		std::string hint = core::text::did_you_mean(key.str(), kConfigKeys);
		if (hint.empty())
			hint = fmt::format("The keys are {}.", fmt::join(kConfigKeys, ", "));
		fail(key.source(), fmt::format("unknown key \"{}\"", key.str()), {}, std::move(hint));
	}
}

std::vector<std::string> Reader::values(std::string_view key, const toml::node &node) const {
	if (node.is_string())
		return {expanded(node)};
	if (key == "head_file" && node.is_boolean() && !*node.value<bool>())
		return {"false"};
	const toml::array *list = node.as_array();
	if (key != "directory" || list == nullptr)
		fail(node.source(), fmt::format("\"{}\" must be a string", key), {},
			fmt::format("Write it in double quotes: {} = \"...\".", key));
	std::vector<std::string> out;
	for (const toml::node &element : *list) {
		if (!element.is_string())
			fail(element.source(), fmt::format("\"{}\" must be a string, or a list of strings", key), {},
				fmt::format("Write {} = [\"...\", \"...\"].", key));
		out.push_back(expanded(element));
	}
	if (out.empty())
		fail(node.source(), fmt::format("\"{}\" is an empty list", key), {},
			fmt::format("Write {} = [\"...\", \"...\"].", key));
	return out;
}

Setting Reader::setting(std::string_view key, const toml::node &node, bool in_section) const {
	return {.key = std::string(key),
		.values = values(key, node),
		.from = place(node.source()),
		.folder = file.parent_path(),
		.in_section = in_section};
}

// What is there already stays: the section is read first, so that a value which it replaces need not make sense.
void Reader::read_into(ConfigFile &to, const toml::table &table, bool is_section) const {
	for (std::string_view key : kConfigKeys)
		if (const toml::node *node = table.get(key); node != nullptr && !to.settings.contains(key))
			to.settings.emplace(key, setting(key, *node, is_section));
	const toml::node *node = table.get(kVariables);
	if (node == nullptr)
		return;
	for (const auto &[name, value] : *node->as_table())
		if (!to.variables.contains(name.str()))
			to.variables.emplace(name.str(), setting(name.str(), value, is_section));
}

// The table of a section. Throws refused, with the nearest one that there is.
const toml::table &section_of(const Reader &reader, const toml::table &table, const std::string &name) {
	std::vector<std::string_view> names;
	for (const auto &[key, node] : table)
		if (node.is_table() && key.str() != kVariables)
			names.push_back(key.str());
	if (std::ranges::find(names, name) != names.end())
		return *table.get_as<toml::table>(name);
	std::string hint = core::text::did_you_mean(name, names);
	if (hint.empty() && names.empty())
		hint = fmt::format("Begin one with [{}], and put what differs there below it.", name);
	if (hint.empty())
		hint = fmt::format("The sections are {}.", fmt::join(names, ", "));
	throw Failure(ExitCode::refused,
		fmt::format("there is no section \"{}\" in \"{}\"", name, reader.file.string()), {}, std::move(hint));
}

} // namespace

ConfigFile read_config_file(const fs::path &file, const std::string &section, const Lookup &lookup) {
	const Reader reader{file, lookup};
	const toml::table table = reader.parse();
	reader.check_keys(table, false);
	ConfigFile out;
	if (!section.empty())
		reader.read_into(out, section_of(reader, table, section), true);
	reader.read_into(out, table, false);
	for (const auto &[key, node] : table)
		if (const toml::table *one = node.as_table();
			one != nullptr && key.str() != kVariables && one->contains("directory"))
			out.sections_with_directory.emplace_back(key.str());
	return out;
}

} // namespace pgmigrate::client
