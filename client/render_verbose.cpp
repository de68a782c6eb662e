// The long form of a revision: a block of labelled lines.
#include "client/render.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/comparison.hpp"
#include "client/time_words.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

// "changed since applied"; empty if it is not known.
std::string state_words(const Row &row) {
	std::string state = value_text(row, "state");
	std::ranges::replace(state, '_', ' ');
	return state;
}

// What stands behind "State:"; nothing where what stands below says it.
std::string state_line(const Row &row, const Looks &looks) {
	const std::string state = state_words(row);
	if (state.empty() || (state == "applied" && !value_text(row, "applied_at").empty()))
		return {};
	const std::string note = value_text(row, "note");
	return fmt::format(
		"State: {}{}{}\n", looks.paint(colour_of_state(state), state), note.empty() ? "" : ", ", note);
}

// "label: when by whom" of a pair of keys; nothing if it did not happen.
std::string event(std::string_view label, const Row &row, const char *at, const char *by) {
	const std::string when = when_exactly(value_text(row, at));
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

std::string state_mark(const Row &row, const Looks &looks) {
	const std::string state = state_words(row);
	return state.empty()
			   ? state
			   : fmt::format(" {}", looks.paint(colour_of_state(state), fmt::format("({})", state)));
}

std::string revision_block(const Row &row, const Looks &looks) {
	std::string out = fmt::format("Rev: {}{}{}{}\n", value_text(row, "revision"), head_mark(row, looks),
		tree_marks(row), current_mark(row, looks));
	out += parent_line(row);
	out += line("Also depends on", list_text(row, "depends_on"));
	if (truth(row, "branch_point"))
		out += line("Branches into", list_text(row, "branches_into"));
	out += line("Branch names", list_text(row, "branch_labels"));
	if (row.contains("reversible") && !truth(row, "reversible"))
		out += "Irreversible\n";
	out += line("Path", value_text(row, "path"));
	out += event("Uploaded", row, "uploaded_at", "uploaded_by");
	out += state_line(row, looks);
	out += event("Applied", row, "applied_at", "applied_by");
	out += line("Objects changed", number_text(row, "changes"));
	const std::string message = value_text(row, "message");
	if (message.empty())
		return out;
	out += '\n';
	for (std::string_view part : core::text::split(message, '\n'))
		out += fmt::format("    {}\n", part);
	return out;
}

} // namespace pgmigrate::client
