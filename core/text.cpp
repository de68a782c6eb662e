#include "core/text.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace pgmigrate::core::text {

std::string_view trim(std::string_view s) {
	while (!s.empty() && is_space(s.front()))
		s.remove_prefix(1);
	while (!s.empty() && is_space(s.back()))
		s.remove_suffix(1);
	return s;
}

std::string lower(std::string_view s) {
	std::string out(s);
	for (char &c : out)
		if (c >= 'A' && c <= 'Z')
			c = static_cast<char>(c - 'A' + 'a');
	return out;
}

std::vector<std::string_view> split(std::string_view s, char separator) {
	std::vector<std::string_view> parts;
	for (;;) {
		const std::size_t end = s.find(separator);
		parts.push_back(trim(s.substr(0, end)));
		if (end == std::string_view::npos)
			return parts;
		s.remove_prefix(end + 1);
	}
}

std::string quoted_list(std::span<const std::string> names) {
	std::string out;
	for (std::size_t i = 0; i < std::min(names.size(), kMostNamesListed); ++i)
		out += fmt::format("{}\"{}\"", i == 0 ? "" : ", ", names[i]);
	if (names.size() > kMostNamesListed)
		out += ", ...";
	return out;
}

std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t bound) {
	if (a.size() > b.size())
		std::swap(a, b);
	if (b.size() - a.size() > bound)
		return bound + 1;
	// Beginnings and ends in common cost nothing; most pairs of ids have long ones.
	while (!a.empty() && a.front() == b.front())
		a.remove_prefix(1), b.remove_prefix(1);
	while (!a.empty() && a.back() == b.back())
		a.remove_suffix(1), b.remove_suffix(1);
	const std::size_t far = bound + 1;
	std::vector<std::size_t> row(b.size() + 1, far);
	for (std::size_t j = 0; j <= std::min(b.size(), bound); ++j)
		row[j] = j;
	for (std::size_t i = 1; i <= a.size(); ++i) {
		// Only a band round the diagonal can stay within the bound.
		const std::size_t from = i > bound ? i - bound : 1;
		const std::size_t to = std::min(b.size(), i + bound);
		std::size_t diagonal = row[from - 1];
		row[from - 1] = from == 1 ? std::min(i, far) : far;
		std::size_t best = row[from - 1];
		for (std::size_t j = from; j <= to; ++j) {
			const std::size_t above = row[j];
			const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
			row[j] = std::min({substituted, above + 1, row[j - 1] + 1, far});
			diagonal = above;
			best = std::min(best, row[j]);
		}
		if (best >= far)
			return far;
	}
	return std::min(row[b.size()], far);
}

std::size_t typo_bound(std::string_view name) {
	return std::clamp<std::size_t>(name.size() / 3, name.size() < 4 ? 1 : 2, 5);
}

std::string did_you_mean(std::string_view word, std::span<const std::string_view> words) {
	std::optional<std::string_view> nearest;
	std::size_t least = typo_bound(word) + 1;
	for (std::string_view candidate : words) {
		const std::size_t distance = edit_distance(lower(word), candidate, least);
		if (distance >= least)
			continue;
		least = distance;
		nearest = candidate;
	}
	return nearest ? fmt::format("Did you mean \"{}\"?", *nearest) : std::string();
}

// The end of the block comment that begins at `from`; npos if it does not end.
static std::size_t block_comment_end(std::string_view sql, std::size_t from) {
	std::size_t depth = 0;
	for (std::size_t i = from; i + 1 < sql.size();) {
		if (sql[i] == '/' && sql[i + 1] == '*') {
			++depth;
			i += 2;
		} else if (sql[i] == '*' && sql[i + 1] == '/') {
			i += 2;
			if (--depth == 0)
				return i;
		} else {
			++i;
		}
	}
	return std::string_view::npos;
}

std::size_t first_sql(std::string_view sql) {
	for (std::size_t i = 0; i < sql.size();) {
		if (is_space(sql[i])) {
			++i;
		} else if (sql.substr(i, 2) == "--") {
			i = sql.find_first_of("\r\n", i);
			if (i == std::string_view::npos)
				break;
		} else if (sql.substr(i, 2) == "/*") {
			const std::size_t end = block_comment_end(sql, i);
			if (end == std::string_view::npos)
				return i;
			i = end;
		} else {
			return i;
		}
	}
	return std::string_view::npos;
}

std::string sql_literal(std::string_view s) {
	std::string out = s.find('\\') == std::string_view::npos ? "'" : "E'";
	for (char c : s) {
		if (c == '\'' || c == '\\')
			out += c;
		out += c;
	}
	return out + '\'';
}

} // namespace pgmigrate::core::text
