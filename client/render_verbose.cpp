// The long form of a revision: a block of labelled lines.
#include "client/render.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

// "label: when by whom" of a pair of keys; nothing if it did not happen.
std::string event(std::string_view label, const Row &row, const char *at, const char *by) {
	const std::string when = moment_text(row, at);
	return when.empty() ? when : fmt::format("{}: {} by {}\n", label, when, value_text(row, by));
}

// "label: value"; nothing without a value.
std::string line(std::string_view label, const std::string &value) {
	return value.empty() ? std::string() : fmt::format("{}: {}\n", label, value);
}

std::string parent_line(const Row &row) {
	if (!row.contains("revises"))
		return {};
	const std::string revises = list_text(row, "revises");
	return line(row["revises"].size() > 1 ? "Merges" : "Parent", revises.empty() ? "<base>" : revises);
}

} // namespace

std::string moment_text(const Row &row, const char *key) {
	std::string when = value_text(row, key); // 2026-01-31T12:00:00.123456+00:00
	if (when.empty())
		return when;
	const std::size_t fraction = when.find('.'), zone = when.find_first_of("+-", when.find('T'));
	if (fraction < zone)
		when.erase(fraction, zone - fraction);
	std::ranges::replace(when, 'T', ' ');
	return when;
}

std::string revision_block(const Row &row) {
	std::string out = fmt::format("Rev: {}{}{}{}\n", value_text(row, "revision"), head_mark(row),
		tree_marks(row), truth(row, "current") ? " (current)" : "");
	out += parent_line(row);
	out += line("Also depends on", list_text(row, "depends_on"));
	if (truth(row, "branch_point"))
		out += line("Branches into", list_text(row, "branches_into"));
	out += line("Branch names", list_text(row, "branch_labels"));
	if (row.contains("reversible") && !truth(row, "reversible"))
		out += "Irreversible\n";
	out += line("Path", value_text(row, "path"));
	out += event("Uploaded", row, "uploaded_at", "uploaded_by");
	out += event("Applied", row, "applied_at", "applied_by");
	const std::string message = value_text(row, "message");
	if (message.empty())
		return out;
	out += '\n';
	for (std::string_view part : core::text::split(message, '\n'))
		out += fmt::format("    {}\n", part);
	return out;
}

} // namespace pgmigrate::client
