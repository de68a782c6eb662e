// A line of a file with a caret: what psql's LINE shows.
#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "client/display_width.hpp"
#include "client/report.hpp"

namespace pgmigrate::client {

namespace {

constexpr std::size_t kWidth = 80;   // columns of a terminal that a line may take
constexpr std::size_t kRightOf = 20; // columns kept to the right of the caret where the line is cut

} // namespace

std::string excerpt(int line, std::string_view text, int column) {
	const std::vector<Character> all = characters(text);
	const std::size_t at = std::min(static_cast<std::size_t>(std::max(column, 1) - 1), all.size());
	std::size_t first = 0, end = at, width = 0;
	while (end < all.size() && width < kRightOf)
		width += all[end++].width;
	for (first = end, width = 0; first > 0 && width < kWidth;)
		width += all[--first].width;
	while (end < all.size() && width < kWidth)
		width += all[end++].width;

	std::string shown = fmt::format("LINE {}: {}", line, first > 0 ? "..." : "");
	std::string below(shown.size(), ' ');
	for (std::size_t i = first; i < end; ++i) {
		shown += all[i].bytes;
		if (i < at)
			below.append(all[i].width, ' ');
	}
	if (end < all.size())
		shown += "...";
	return column > 0 ? fmt::format("{}\n{}^\n", shown, below) : shown + "\n";
}

} // namespace pgmigrate::client
