// An aligned table for people, which fits the terminal.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pgmigrate::client {

enum class Align : std::uint8_t { left, right };

struct Column {
	std::string_view title;
	Align align = Align::left;
	bool gives_way = false; // is cut where a line would not fit the terminal
};

class Table {
public:
	explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
	// A row with a cell for each column.
	void add(std::vector<std::string> cells);
	// On stdout; columns without any content are left out.
	void print() const;
	// Its lines, no longer than `width` characters if columns that give way can help it; 0: as long as they are.
	std::string text(std::size_t width) const;

private:
	std::vector<std::size_t> widths(std::size_t width) const;
	std::string line(const std::vector<std::string> &cells, const std::vector<std::size_t> &widths) const;

	std::vector<Column> columns_;
	std::vector<std::vector<std::string>> rows_;
};

} // namespace pgmigrate::client
