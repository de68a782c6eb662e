#include "client/table.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

#include "client/display_width.hpp"
#include "client/screen.hpp"

namespace pgmigrate::client {

namespace {

constexpr std::string_view kGap = "  ";
// What is left of a column that gives way, at least; and while there still are columns that can be spared.
constexpr std::size_t kLeast = 8, kEnough = 24;

std::size_t sum_of(const std::vector<std::size_t> &widths) {
	std::size_t sum = 0;
	for (std::size_t width : widths)
		if (width > 0)
			sum += (sum > 0 ? kGap.size() : 0) + width;
	return sum;
}

} // namespace

void Table::add(std::vector<std::string> cells) {
	for (std::string &cell : cells)
		std::ranges::replace_if(
			cell, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
	rows_.push_back(std::move(cells));
}

void Table::print() const {
	fmt::print(
		"{}", text(is_terminal(STDOUT_FILENO) ? terminal_width(STDOUT_FILENO) : 0, Paint::on_stdout()));
}

Table::Widths Table::natural_widths() const {
	Widths out(columns_.size(), 0);
	for (const auto &row : rows_)
		for (std::size_t i = 0; i < out.size(); ++i)
			out[i] = std::max(out[i], columns_of(row[i]));
	for (std::size_t i = 0; i < out.size(); ++i)
		if (out[i] > 0)
			out[i] = std::max(out[i], columns_of(columns_[i].title));
	return out;
}

bool Table::fit(Widths &widths, std::size_t width) const {
	const auto sum_with = [&](std::size_t most) { // of those that give way
		Widths all = widths;
		for (std::size_t i = 0; i < all.size(); ++i)
			if (columns_[i].gives_way)
				all[i] = std::min(all[i], std::max(most, columns_of(columns_[i].title)));
		return sum_of(all);
	};
	while (sum_with(kEnough) > width) {
		std::size_t first = 0;
		for (std::size_t i = 1; i < columns_.size(); ++i)
			if (widths[i] > 0 && (widths[first] == 0 || columns_[i].spare > columns_[first].spare))
				first = i;
		if (columns_[first].spare == 0 || widths[first] == 0)
			break;
		widths[first] = 0;
	}
	if (sum_with(kLeast) > width)
		return false;
	for (std::size_t sum = sum_of(widths); sum > width; --sum) {
		std::size_t *widest = nullptr;
		for (std::size_t i = 0; i < widths.size(); ++i)
			if (columns_[i].gives_way && (widest == nullptr || widths[i] > *widest))
				widest = &widths[i];
		--*widest;
	}
	return true;
}

bool Table::has_titles() const {
	return std::ranges::any_of(columns_, [](const Column &column) { return !column.title.empty(); });
}

std::string Table::line(
	const std::vector<std::string> &cells, const Widths &widths, const Paint &paint) const {
	std::string out;
	std::size_t blanks = 0; // that wait for something behind them
	for (std::size_t i = 0; i < cells.size(); ++i) {
		if (widths[i] == 0)
			continue;
		const std::string cell = fitted(cells[i], widths[i]);
		const std::size_t rest = widths[i] - columns_of(cell);
		if (!cell.empty()) {
			out.append(blanks + (columns_[i].align == Align::right ? rest : 0), ' ');
			out += paint(columns_[i].colour != nullptr ? columns_[i].colour(cells[i]) : Colour::none, cell);
			blanks = kGap.size() + (columns_[i].align == Align::right ? 0 : rest);
		} else
			blanks += rest + kGap.size();
	}
	return out + '\n';
}

std::string Table::line_for_each_cell(const Widths &widths, const Paint &paint) const {
	std::size_t widest = 0;
	for (std::size_t i = 0; i < columns_.size(); ++i)
		if (widths[i] > 0)
			widest = std::max(widest, columns_of(columns_[i].title));
	std::string out;
	for (const auto &row : rows_) {
		out += out.empty() ? "" : "\n";
		for (std::size_t i = 0; i < columns_.size(); ++i)
			if (!row[i].empty())
				out += fmt::format("{}{:{}}{}{}\n", columns_[i].title, "",
					widest - columns_of(columns_[i].title), kGap,
					paint(columns_[i].colour != nullptr ? columns_[i].colour(row[i]) : Colour::none, row[i]));
	}
	return out;
}

std::string Table::text(std::size_t width, const Paint &paint) const {
	const Widths natural = natural_widths();
	Widths widths = natural;
	if (width > 0 && !fit(widths, width)) {
		if (has_titles())
			return line_for_each_cell(natural, paint);
		widths = natural;
	}
	std::string out;
	if (has_titles()) {
		std::vector<std::string> titles;
		for (const Column &column : columns_)
			titles.emplace_back(column.title);
		out = line(titles, widths, Paint::plain);
	}
	for (const auto &row : rows_)
		out += line(row, widths, paint);
	return out;
}

} // namespace pgmigrate::client
