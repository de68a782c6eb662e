#include "client/new_file.hpp"

#include <algorithm>
#include <ctime>
#include <map>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/text_file.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

using Values = std::map<std::string, std::string, std::less<>>;

Values values_of(const core::Revision &revision) {
	const std::tm now = fmt::gmtime(std::time(nullptr));
	return {{"id", revision.id}, {"slug", core::slug(revision.message)}, {"year", fmt::format("{:%Y}", now)},
		{"month", fmt::format("{:%m}", now)}, {"day", fmt::format("{:%d}", now)},
		{"hour", fmt::format("{:%H}", now)}, {"minute", fmt::format("{:%M}", now)},
		{"second", fmt::format("{:%S}", now)}};
}

// The text with "{name}" replaced; other braces are SQL's and stay.
std::string filled(std::string_view text, const Values &values) {
	std::string out;
	for (;;) {
		const std::size_t open = text.find('{'), close = text.find('}', open);
		if (open == text.npos || close == text.npos)
			return out.append(text);
		const auto value = values.find(text.substr(open + 1, close - open - 1));
		out += text.substr(0, open);
		out += value == values.end() ? "{" : value->second;
		text.remove_prefix(value == values.end() ? open + 1 : close + 1);
	}
}

std::string new_name(const Config &config, const core::Revision &revision) {
	if (config.file_template.empty())
		return core::file_name(revision);
	std::string name = filled(config.file_template, values_of(revision));
	if (!name.ends_with(".sql"))
		name += ".sql";
	if (name.find_first_of("/{}") != name.npos || name.starts_with('.')) {
		const auto setting = std::ranges::find(config.settings, "file_template", &Setting::key);
		Failure failure(ExitCode::refused, fmt::format("\"{}\" is no name for a migration file", name), {},
			"In file_template stand {id}, {slug}, {year}, {month}, {day}, {hour}, {minute} and {second}.");
		failure.where = setting->from;
		throw failure;
	}
	return name;
}

fs::path folder_given(const std::string &given, const Config &config) {
	std::vector<std::string> names;
	for (const fs::path &directory : config.directories) {
		std::error_code error;
		if (fs::equivalent(directory, given, error))
			return directory;
		names.push_back(directory.string());
	}
	throw Failure(ExitCode::refused, fmt::format("\"{}\" is no directory of migration files", given),
		fmt::format("These are {}.", core::text::quoted_list(names)),
		fmt::format("Add it to \"directory\" in {}, or name another one.", kConfigName));
}

fs::path folder_of(const Options &options, const Workspace &workspace, const core::Revision &revision) {
	if (!options.version_path.empty())
		return folder_given(options.version_path, workspace.config);
	const Directory &directory = workspace.need_directory();
	if (!revision.revises.empty())
		if (const auto parent = directory.find(revision.revises.front()))
			return directory.origins[*parent].path.parent_path();
	return directory.path;
}

bool is_same(const core::Revision &one, const core::Revision &other) {
	return one.id == other.id && one.revises == other.revises && one.depends_on == other.depends_on &&
		   one.branch_labels == other.branch_labels;
}

} // namespace

fs::path new_path(const Options &options, const Workspace &workspace, const core::Revision &revision) {
	return folder_of(options, workspace, revision) / new_name(workspace.config, revision);
}

std::string new_text(const Workspace &workspace, const core::NewScript &script) {
	const std::string plain = core::write_script(script);
	const fs::path path = workspace.need_directory().path / kTemplateName;
	std::error_code error;
	if (script.empty || !fs::exists(path, error))
		return plain;
	Values values = values_of(script.revision);
	values["message"] = script.revision.message;
	values["header"] = core::text::trim(core::write_header(script.revision));
	const std::string text = filled(read_text(path), values);
	try {
		const auto made = core::parse_scripts(text, path.string());
		if (made.size() == 1 && is_same(made.front().revision, script.revision))
			return text;
	} catch (core::Error &broken) {
		broken.where.file = path.string();
		throw;
	}
	throw Failure(ExitCode::refused,
		fmt::format(
			"the template \"{}\" makes no file of revision \"{}\"", path.string(), script.revision.id),
		{}, "Begin it with a line {header}, in whose place the revision's header comes.");
}

} // namespace pgmigrate::client
