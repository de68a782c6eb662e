#include "client/table.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <unistd.h>

#include "client/screen.hpp"

namespace pgmigrate::client {

namespace {

constexpr std::string_view kGap = "  ", kCut = "\xE2\x80\xA6"; // an ellipsis
constexpr std::size_t kLeast = 8;                              // of a column that gives way

bool begins_character(char c) {
	return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
}

std::size_t length(std::string_view text) {
	return static_cast<std::size_t>(std::ranges::count_if(text, begins_character));
}

// The text in so many characters at most.
std::string fitted(const std::string &text, std::size_t most) {
	if (length(text) <= most)
		return text;
	std::size_t end = 0;
	for (std::size_t characters = 0; end < text.size(); ++end)
		if (begins_character(text[end]) && ++characters == most)
			break;
	return text.substr(0, end).append(kCut);
}

} // namespace

void Table::add(std::vector<std::string> cells) {
	for (std::string &cell : cells)
		std::ranges::replace_if(
			cell, [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
	rows_.push_back(std::move(cells));
}

void Table::print() const {
	fmt::print("{}", text(Screen::is_there() ? terminal_width(STDOUT_FILENO) : 0));
}

// 0 for a column that is left out.
std::vector<std::size_t> Table::widths(std::size_t width) const {
	std::vector<std::size_t> out(columns_.size(), 0);
	for (const auto &row : rows_)
		for (std::size_t i = 0; i < out.size(); ++i)
			out[i] = std::max(out[i], length(row[i]));
	std::size_t sum = 0;
	for (std::size_t i = 0; i < out.size(); ++i) {
		if (out[i] == 0)
			continue;
		out[i] = std::max(out[i], length(columns_[i].title));
		sum += (sum > 0 ? kGap.size() : 0) + out[i];
	}
	while (width > 0 && sum > width) {
		std::size_t *widest = nullptr;
		for (std::size_t i = 0; i < out.size(); ++i)
			if (columns_[i].gives_way && out[i] > kLeast && (widest == nullptr || out[i] > *widest))
				widest = &out[i];
		if (widest == nullptr)
			break;
		--*widest;
		--sum;
	}
	return out;
}

std::string Table::line(const std::vector<std::string> &cells, const std::vector<std::size_t> &widths) const {
	std::string out;
	for (std::size_t i = 0; i < cells.size(); ++i) {
		if (widths[i] == 0)
			continue;
		const std::string cell = fitted(cells[i], widths[i]);
		const std::string blanks(widths[i] - length(cell), ' ');
		out += out.empty() ? "" : kGap;
		out += columns_[i].align == Align::right ? blanks + cell : cell + blanks;
	}
	out.erase(out.find_last_not_of(' ') + 1);
	return out + '\n';
}

std::string Table::text(std::size_t width) const {
	const std::vector<std::size_t> fit = widths(width);
	std::vector<std::string> titles;
	for (const Column &column : columns_)
		titles.emplace_back(column.title);
	std::string out = line(titles, fit);
	for (const auto &row : rows_)
		out += line(row, fit);
	return out;
}

} // namespace pgmigrate::client
