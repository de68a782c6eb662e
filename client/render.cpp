#include "client/render.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

#include "client/display_width.hpp"
#include "client/screen.hpp"

namespace pgmigrate::client {

namespace {

constexpr std::size_t kLeastMessage = 8; // columns that are worth cutting it for

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

std::vector<Row> rows_with_seconds(const Result &result, const char *key) {
	std::vector<Row> rows = json_rows(result);
	for (std::size_t i = 0; i < rows.size(); ++i)
		if (const std::string_view seconds = result.text(static_cast<int>(i), 1); !seconds.empty())
			rows[i][key] = Row::parse(seconds);
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

Looks Looks::on_stdout() {
	return {Paint::on_stdout(), is_terminal(STDOUT_FILENO) ? terminal_width(STDOUT_FILENO) : 0};
}

void print_rows(
	const Options &options, std::span<const Row> rows, std::string (*line)(const Row &, const Looks &)) {
	if (options.json)
		return print_json(rows);
	const Looks looks = Looks::on_stdout();
	for (std::size_t i = 0; i < rows.size(); ++i) {
		if (options.verbose)
			fmt::print("{}{}", i > 0 ? "\n" : "", revision_block(rows[i], looks));
		else
			fmt::print("{}\n", line(rows[i], looks));
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

std::string number_text(const Row &row, const char *key) {
	const auto found = row.find(key);
	return found != row.end() && found->is_number() ? std::to_string(found->get<long>()) : std::string();
}

std::string actor(const Row &row) {
	const std::string session = value_text(row, "session_user_name"),
					  current = value_text(row, "current_user_name");
	return session == current ? session : fmt::format("{} as {}", session, current);
}

bool truth(const Row &row, const char *key) {
	const auto found = row.find(key);
	return found != row.end() && found->is_boolean() && found->get<bool>();
}

std::string head_mark(const Row &row, const Looks &looks) {
	if (truth(row, "effective_head"))
		return fmt::format(" {}", looks.paint(Colour::head, "(effective head)"));
	return truth(row, "head") ? fmt::format(" {}", looks.paint(Colour::head, "(head)")) : "";
}

std::string current_mark(const Row &row, const Looks &looks) {
	return truth(row, "current") ? fmt::format(" {}", looks.paint(Colour::current, "(current)")) : "";
}

std::string tree_marks(const Row &row) {
	return fmt::format("{}{}", truth(row, "branch_point") ? " (branchpoint)" : "",
		truth(row, "merge_point") ? " (mergepoint)" : "");
}

std::string head_line(const Row &row, const Looks &looks) {
	return value_text(row, "revision") + labels(row) + head_mark(row, looks);
}

std::string current_line(const Row &row, const Looks &looks) {
	return looks.paint(Colour::current, value_text(row, "revision")) + head_mark(row, looks) +
		   tree_marks(row);
}

std::string branch_line(const Row &row, const Looks &looks) {
	return head_line(row, looks) + current_mark(row, looks) + tree_marks(row);
}

std::string with_message(std::string line, std::size_t columns, const Row &row, const Looks &looks) {
	const std::string message = value_text(row, "message");
	if (message.empty())
		return line;
	columns += 2;
	const bool can_give_way = looks.width >= columns + kLeastMessage;
	return line.append(", ").append(can_give_way ? fitted(message, looks.width - columns) : message);
}

std::string history_line(const Row &row, const Looks &looks) {
	const auto begin = [&](const Looks &as) {
		const std::string state = value_text(row, "state");
		const bool is_below =
			(state == "applied" || state == "changed_since_applied") && !truth(row, "current");
		return fmt::format("{} -> {}{}", parents(row), branch_line(row, as),
			is_below ? fmt::format(" {}", as.paint(Colour::applied, "(applied)")) : "");
	};
	return with_message(begin(looks), columns_of(begin(Looks::plain())), row, looks);
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
