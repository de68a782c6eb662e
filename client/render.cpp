#include "client/render.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace pgmigrate::client {

namespace {

// " (label)"
std::string labels(const Row &row) {
	const std::string names = list_text(row, "branch_labels");
	return names.empty() ? std::string() : fmt::format(" ({})", names);
}

// The parents, with the dependencies after them.
std::string parents(const Row &row) {
	std::string out = list_text(row, "revises");
	if (out.empty())
		out = "<base>";
	if (const std::string dependencies = list_text(row, "depends_on"); !dependencies.empty())
		out += fmt::format(" ({})", dependencies);
	return out;
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

void print_rows(const Options &options, std::span<const Row> rows, std::string (*line)(const Row &)) {
	if (options.json)
		return print_json(rows);
	for (std::size_t i = 0; i < rows.size(); ++i) {
		if (options.verbose)
			fmt::print("{}{}", i > 0 ? "\n" : "", revision_block(rows[i]));
		else
			fmt::print("{}\n", line(rows[i]));
	}
}

std::string list_text(const Row &row, const char *key) {
	std::string out;
	const auto found = row.find(key);
	if (found == row.end() || !found->is_array())
		return out;
	for (const Row &element : *found)
		out += fmt::format("{}{}", out.empty() ? "" : ", ", element.get<std::string>());
	return out;
}

std::string value_text(const Row &row, const char *key) {
	const auto found = row.find(key);
	return found != row.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool truth(const Row &row, const char *key) {
	const auto found = row.find(key);
	return found != row.end() && found->is_boolean() && found->get<bool>();
}

std::string head_mark(const Row &row) {
	if (truth(row, "effective_head"))
		return " (effective head)";
	return truth(row, "head") ? " (head)" : "";
}

std::string tree_marks(const Row &row) {
	return fmt::format("{}{}", truth(row, "branch_point") ? " (branchpoint)" : "",
		truth(row, "merge_point") ? " (mergepoint)" : "");
}

std::string head_line(const Row &row) {
	return value_text(row, "revision") + labels(row) + head_mark(row);
}

std::string current_line(const Row &row) {
	return value_text(row, "revision") + head_mark(row) + tree_marks(row);
}

std::string branch_line(const Row &row) {
	return head_line(row) + (truth(row, "current") ? " (current)" : "") + tree_marks(row);
}

std::string history_line(const Row &row) {
	std::string out = fmt::format("{} -> {}", parents(row), branch_line(row));
	if (!value_text(row, "applied_at").empty() && !truth(row, "current"))
		out += " (applied)";
	if (const std::string message = value_text(row, "message"); !message.empty())
		out += ", " + message;
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
