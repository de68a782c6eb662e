// Writes migration files.
#include "core/script_file.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/script_lines.hpp"
#include "core/text.hpp"

namespace pgmigrate::core {

namespace {

// The message as one line.
std::string one_line(std::string_view message) {
	std::string out;
	for (std::string_view line : text::split(message, '\n')) {
		if (line.empty())
			continue;
		if (!out.empty())
			out += ' ';
		out += line;
	}
	return out;
}

// Throws if a line of the text would be read as a marker.
void check_no_marker(std::string_view text, std::string_view what) {
	for (const Line &line : split_lines(text))
		if (marker(line))
			throw Error(condition::malformed_script,
				fmt::format("{} would be read as a section marker", what),
				fmt::format("Line {} of it is \"{}\".", line.number, text::trim(line.text)),
				"Put something else before \"migrate:\".");
}

std::string section(std::string_view marker, std::string_view sql, bool declared_empty, bool transaction) {
	std::string out = fmt::format("\n-- migrate:{}{}{}\n{}", marker, declared_empty ? " empty:true" : "",
		transaction ? "" : " transaction:false", sql);
	if (!out.ends_with('\n'))
		out += '\n';
	return out;
}

// As the header reads it: a quote is written twice, and nothing else is special.
std::string quoted(std::string_view value) {
	std::string out = "'";
	for (char c : value)
		out.append(c == '\'' ? 2 : 1, c);
	return out + '\'';
}

} // namespace

std::string write_header(const Revision &revision) {
	std::string out;
	if (const std::string message = one_line(revision.message); !message.empty())
		out += fmt::format("-- {}\n--\n", message);
	out += fmt::format("-- revision: {}\n", revision.id);
	const auto list = [&](std::string_view key, const std::vector<std::string> &names) {
		out += fmt::format("-- {}:{}{}\n", key, names.empty() ? "" : " ", fmt::join(names, ", "));
	};
	list("revises", revision.revises);
	if (!revision.depends_on.empty())
		list("depends_on", revision.depends_on);
	if (!revision.branch_labels.empty())
		list("branch_labels", revision.branch_labels);
	if (!revision.replaces.empty())
		list("replaces", revision.replaces);
	return out;
}

std::string write_script(const NewScript &script) {
	check_no_marker("-- " + one_line(script.revision.message), "the message");
	check_no_marker(script.upgrade, "the SQL of the upgrade");
	check_no_marker(script.downgrade, "the SQL of the downgrade");
	std::string out = write_header(script.revision);
	if (const std::string reason = one_line(script.irreversible); !reason.empty())
		out += fmt::format("-- irreversible: {}\n", reason);
	for (const Setting &setting : script.settings)
		out += fmt::format("-- set: {} = {}\n", setting.name, quoted(setting.value));
	if (!script.allow.empty())
		out += fmt::format("-- allow: {}\n", fmt::join(script.allow, ", "));
	out += section("up", script.upgrade, script.empty, script.upgrade_transaction);
	if (script.has_downgrade)
		out += section(
			"down", script.downgrade, script.empty || script.empty_downgrade, script.downgrade_transaction);
	return out;
}

} // namespace pgmigrate::core
