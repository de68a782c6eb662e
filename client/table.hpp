// An aligned table for people, which fits the terminal.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client/colour.hpp"

namespace pgmigrate::client {

enum class Align : std::uint8_t { left, right };

struct Column {
	std::string_view title;
	Align align = Align::left;
	bool gives_way = false; // is cut where a line would not fit the terminal
	int spare = 0;          // above 0: is left out where it would not; the highest first
	Colour (*colour)(std::string_view cell) = nullptr;
};

class Table {
public:
	explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
	// A row with a cell for each column.
	void add(std::vector<std::string> cells);
	// On stdout; columns without any content are left out.
	void print() const;
	// Its lines, no longer than `width` columns if columns that give way or are spare can help it; if not, a line for
	// each cell. 0: as long as they are. No line of titles if all of them are empty.
	std::string text(std::size_t width, const Paint &paint) const;

private:
	using Widths = std::vector<std::size_t>; // 0: the column is left out
	Widths natural_widths() const;
	// False where nothing helps.
	bool fit(Widths &widths, std::size_t width) const;
	bool has_titles() const;
	std::string line(const std::vector<std::string> &cells, const Widths &widths, const Paint &paint) const;
	std::string line_for_each_cell(const Widths &widths, const Paint &paint) const;

	std::vector<Column> columns_;
	std::vector<std::vector<std::string>> rows_;
};

} // namespace pgmigrate::client
