#include "client/render.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace pgmigrate::client {

namespace {

// The members of an array, joined; empty if there is none or no such key.
std::string joined(const Row &row, const char *key) {
	std::string out;
	const auto found = row.find(key);
	if (found == row.end() || !found->is_array())
		return out;
	for (const Row &element : *found)
		out += fmt::format("{}{}", out.empty() ? "" : ", ", element.get<std::string>());
	return out;
}

std::string text(const Row &row, const char *key) {
	const auto found = row.find(key);
	return found != row.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool truth(const Row &row, const char *key) {
	const auto found = row.find(key);
	return found != row.end() && found->is_boolean() && found->get<bool>();
}

// " (label) (head) (branchpoint) (mergepoint)", what of it holds
std::string marks(const Row &row) {
	std::string out;
	if (const std::string labels = joined(row, "branch_labels"); !labels.empty())
		out += fmt::format(" ({})", labels);
	if (truth(row, "head"))
		out += " (head)";
	if (truth(row, "branchpoint"))
		out += " (branchpoint)";
	if (row.contains("revises") && row["revises"].size() > 1)
		out += " (mergepoint)";
	return out;
}

// The parents, with the dependencies after them.
std::string parents(const Row &row) {
	std::string out = joined(row, "revises");
	if (out.empty())
		out = "<base>";
	if (const std::string dependencies = joined(row, "depends_on"); !dependencies.empty())
		out += fmt::format(" ({})", dependencies);
	return out;
}

// "label: when by whom" of a pair of keys; nothing if it did not happen.
std::string event(std::string_view label, const Row &row, const char *at, const char *by) {
	std::string when = text(row, at); // 2026-01-31T12:00:00.123456+00:00
	if (when.empty())
		return {};
	const std::size_t fraction = when.find('.'), zone = when.find_first_of("+-", when.find('T'));
	if (fraction < zone)
		when.erase(fraction, zone - fraction);
	std::ranges::replace(when, 'T', ' ');
	return fmt::format("{}: {} by {}\n", label, when, text(row, by));
}

// Paths may hold any bytes.
std::string as_text(const Row &row) {
	return row.dump(-1, ' ', false, Row::error_handler_t::replace);
}

} // namespace

std::vector<Row> json_rows(const Result &result) {
	std::vector<Row> rows;
	for (int row = 0; row < result.size(); ++row)
		rows.push_back(Row::parse(result.text(row, 0)));
	return rows;
}

void print_json(std::span<const Row> rows) {
	Row out{{"version", 1}, {"rows", Row::array()}};
	for (const Row &row : rows)
		out["rows"].push_back(row);
	fmt::print("{}\n", as_text(out));
}

void print_json_line(Row row) {
	Row out{{"version", 1}};
	out.update(row);
	fmt::print("{}\n", as_text(out));
}

std::string history_line(const Row &row) {
	std::string out = fmt::format("{} -> {}{}", parents(row), text(row, "revision"), marks(row));
	if (!text(row, "applied_at").empty())
		out += " (applied)";
	if (const std::string message = text(row, "message"); !message.empty())
		out += ", " + message;
	return out;
}

std::string head_line(const Row &row) {
	return text(row, "revision") + marks(row);
}

std::string revision_block(const Row &row) {
	std::string out = fmt::format("Rev: {}{}\n", text(row, "revision"), truth(row, "head") ? " (head)" : "");
	if (row.contains("revises")) {
		const bool merges = row["revises"].size() > 1;
		const std::string revises = joined(row, "revises");
		out += fmt::format("{}: {}\n", merges ? "Merges" : "Parent", revises.empty() ? "<base>" : revises);
	}
	const auto list = [&](std::string_view label, const char *key) {
		if (const std::string names = joined(row, key); !names.empty())
			out += fmt::format("{}: {}\n", label, names);
	};
	list("Also depends on", "depends_on");
	list("Branches into", "children");
	list("Branch names", "branch_labels");
	if (row.contains("reversible") && !truth(row, "reversible"))
		out += "Irreversible\n";
	if (const std::string path = text(row, "path"); !path.empty())
		out += fmt::format("Path: {}\n", path);
	out += event("Uploaded", row, "uploaded_at", "uploaded_by");
	out += event("Applied", row, "applied_at", "applied_by");
	if (const std::string message = text(row, "message"); !message.empty())
		out += fmt::format("\n    {}\n", message);
	return out;
}

std::string shell_word(std::string_view word) {
	const bool is_plain = !word.empty() && std::ranges::all_of(word, [](char c) {
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
			   std::string_view("-_./:=+@%,").find(c) != std::string_view::npos;
	});
	if (is_plain)
		return std::string(word);
	std::string out = "'";
	for (char c : word)
		out += c == '\'' ? std::string("'\\''") : std::string(1, c);
	return out + "'";
}

} // namespace pgmigrate::client
