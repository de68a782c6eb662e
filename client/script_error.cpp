#include "client/script_error.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

// The number at the beginning, taken off; 0 if there is none.
int take_number(std::string_view &text) {
	int number = 0;
	const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
	text.remove_prefix(static_cast<std::size_t>(end - text.data()));
	return number;
}

// The place "name:line" or "name:line:column" in a context; line 0 if it is not there.
core::Location find_place(std::string_view context, const std::string &name) {
	const std::string wanted = name + ":";
	for (std::size_t at = context.find(wanted); at != context.npos; at = context.find(wanted, at + 1)) {
		if (at > 0 && context[at - 1] != ' ')
			continue; // the end of a longer name
		std::string_view rest = context.substr(at + wanted.size());
		core::Location where{.file = name, .revision = {}, .line = take_number(rest), .column = 0};
		if (where.line == 0)
			continue;
		if (rest.starts_with(':')) {
			rest.remove_prefix(1);
			where.column = take_number(rest);
		}
		return where;
	}
	return {};
}

std::string line_of(std::string_view text, int line) {
	for (; line > 1 && !text.empty(); --line)
		text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
	text = text.substr(0, text.find('\n'));
	if (text.ends_with('\r'))
		text.remove_suffix(1);
	return std::string(text);
}

// The error's revision says which file it is.
void name_file(ScriptError &error, const Directory &directory) {
	const auto place = directory.find(error.where.revision);
	if (!place)
		return;
	error.where.file = directory.origins[*place].path.string();
	if (std::ranges::count(directory.origins, directory.origins[*place].path, &Origin::path) == 1)
		error.only_in = error.where.file;
	if (error.where.line != 0)
		error.where.line += directory.origins[*place].first_line - 1;
}

// Where the header of a file has what the error is about, of which the context names nothing but the revision.
core::Location find_header(const ServerError &error, const Directory &directory) {
	constexpr std::string_view kRevision = "revision \"";
	std::string_view context = error.context;
	if (!context.starts_with(kRevision) || !context.ends_with('"'))
		return {};
	context.remove_prefix(kRevision.size());
	context.remove_suffix(1);
	const auto place = directory.find(context);
	if (!place)
		return {};
	for (std::string_view key : {"revises", "depends_on", "branch_labels"})
		if (error.detail.find(fmt::format("\"-- {}:\"", key)) != std::string::npos)
			return {.file = directory.origins[*place].path.string(),
				.revision = std::string(context),
				.line = directory.line_of(*place, key),
				.column = 0};
	return {};
}

} // namespace

void throw_located(const ServerError &error, const Directory &directory) {
	for (std::size_t i = 0; i < directory.scripts.size(); ++i) {
		const core::Script &script = directory.scripts[i];
		core::Location where = find_place(error.context, script.name);
		if (where.line == 0)
			continue;
		// Of a file with several scripts it is the one that the error names.
		const std::string quoted = fmt::format("\"{}\"", script.revision.id);
		if (std::ranges::count(directory.origins, directory.origins[i].path, &Origin::path) > 1 &&
			error.context.find(quoted) == std::string::npos &&
			error.message.find(quoted) == std::string::npos)
			continue;
		where.revision = script.revision.id;
		ScriptError placed(error, where, line_of(directory.origins[i].text, where.line));
		name_file(placed, directory);
		throw placed;
	}
	if (const core::Location where = find_header(error, directory); where.line != 0) {
		ScriptError placed(error, where, {});
		if (std::ranges::count(directory.origins, fs::path(where.file), &Origin::path) == 1)
			placed.only_in = where.file;
		throw placed;
	}
	throw error;
}

std::optional<ScriptError> script_in_context(const ServerError &error) {
	// revision "ID", upgrade, statement 2, FILE:5:7
	constexpr std::string_view kBefore = "revision \"", kBehind = "\", ";
	const std::string_view context = error.context;
	const std::size_t begin = context.find(kBefore);
	const std::size_t end = context.find(kBehind, begin == context.npos ? begin : begin + kBefore.size());
	if (end == context.npos)
		return std::nullopt;
	const std::string_view rest = context.substr(end + kBehind.size());
	for (std::string_view direction : {"upgrade", "downgrade"})
		if (rest.starts_with(direction) && rest.substr(direction.size()).starts_with(", ")) {
			const std::size_t id = begin + kBefore.size();
			ScriptError failed(error, {}, {});
			failed.where.revision = context.substr(id, end - id);
			failed.failed = direction;
			return failed;
		}
	return std::nullopt;
}

void throw_named(ScriptError &error, const Directory &directory) {
	if (error.where.line == 0)
		try {
			throw_located(error.error, directory);
		} catch (ScriptError &placed) {
			placed.failed = error.failed;
			placed.steps_stand = error.steps_stand;
			throw;
		} catch (const ServerError &) { // it does not
		}
	name_file(error, directory);
	throw error;
}

} // namespace pgmigrate::client
