// The migration file of a revision that a rebase moves.
#include "core/rebase.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/script_file.hpp"
#include "core/script_header.hpp"
#include "core/script_lines.hpp"
#include "core/text.hpp"

namespace pgmigrate::core {

namespace {

// The value of a line "-- key: value"; where it is empty, all that is behind the colon.
std::string_view value_of(const Line &line) {
	const std::string_view behind = line.text.substr(line.text.find(':') + 1);
	const std::string_view value = text::trim(behind);
	return value.empty() ? behind : value;
}

// The value of "revises" in the header of a file that can be read.
std::string_view find_revises(std::string_view file) {
	const std::vector<Line> lines = split_lines(file);
	const auto first_marker =
		std::ranges::find_if(lines, [](const Line &line) { return marker(line).has_value(); });
	const Header header = find_header(std::span(lines.begin(), first_marker));
	const auto is_revises = [&](std::size_t i) {
		const auto body = comment(lines[i]);
		const auto pair = body ? key_value(*body) : std::nullopt;
		return i != header.message && pair && pair->key == "revises";
	};
	const auto in_paragraph = [&](std::size_t i) {
		const auto body = comment(lines[i]);
		return body && !body->empty();
	};
	std::size_t i = *header.revision;
	while (i > 0 && in_paragraph(i - 1))
		--i;
	while (!is_revises(i))
		++i;
	return value_of(lines[i]);
}

[[noreturn]] void fail_without_header(const Script &script, std::span<const std::string> revises) {
	Revision header = script.revision;
	header.revises.assign(revises.begin(), revises.end());
	std::string shown = write_header(header);
	shown.pop_back(); // a line end there would show as an empty line
	throw Error(sqlstate::object_not_in_prerequisite_state,
		fmt::format("revision \"{}\" is placed by its file's name and cannot be rebased", script.revision.id),
		"The file has no header with a line \"-- revises:\".",
		fmt::format("Begin the file with this header, and upload it again:\n{}", shown))
		.at({script.name, script.revision.id, 1, 0});
}

} // namespace

std::string with_revises(
	std::string_view text, std::string_view id, std::span<const std::string> revises, std::string_view name) {
	const std::vector<Script> scripts = parse_scripts(text, name);
	const std::vector<std::string_view> files = split_files(text);
	for (std::size_t i = 0; i < scripts.size(); ++i) {
		if (scripts[i].revision.id != id)
			continue;
		if (!scripts[i].has_header)
			fail_without_header(scripts[i], revises);
		const std::string_view old = find_revises(files[i]);
		std::string out(text);
		out.replace(static_cast<std::size_t>(old.data() - text.data()), old.size(),
			fmt::format("{}{}", text::trim(old).empty() ? " " : "", fmt::join(revises, ", ")));
		return out;
	}
	throw Error(condition::unknown_revision, fmt::format("no migration file of revision \"{}\"", id), {},
		"Give the file of that revision.");
}

} // namespace pgmigrate::core
