#include "core/script_lines.hpp"

#include <algorithm>

#include "core/text.hpp"

namespace pgmigrate::core {

std::vector<Line> split_lines(std::string_view text) {
	std::vector<Line> lines;
	for (std::size_t offset = 0; offset < text.size();) {
		const std::size_t end = std::min(text.find('\n', offset), text.size());
		std::string_view line = text.substr(offset, end - offset);
		if (line.ends_with('\r'))
			line.remove_suffix(1);
		const std::size_t next = std::min(end + 1, text.size());
		lines.push_back({line, offset, next, static_cast<int>(lines.size()) + 1});
		offset = next;
	}
	return lines;
}

// The line's text without blanks round it; BOMs count as such, as `cat` leaves those of later files in the
// middle.
static std::string_view content(const Line &line) {
	std::string_view s = line.text;
	while (s.starts_with(kByteOrderMark))
		s.remove_prefix(kByteOrderMark.size());
	return text::trim(s);
}

bool is_blank(const Line &line) {
	return content(line).empty();
}

std::optional<std::string_view> comment(const Line &line) {
	const std::string_view s = content(line);
	if (!s.starts_with("--"))
		return {};
	return text::trim(s.substr(2));
}

static bool is_key_character(char c) {
	return c == '_' || text::is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

std::optional<KeyValue> key_value(std::string_view comment) {
	const std::size_t colon = comment.find(':');
	if (colon == std::string_view::npos)
		return {};
	const std::string_view key = text::trim(comment.substr(0, colon));
	if (key.empty() || !std::ranges::all_of(key, is_key_character))
		return {};
	return KeyValue{key, text::trim(comment.substr(colon + 1))};
}

bool is_revision_line(const Line &line) {
	const auto body = comment(line);
	if (!body)
		return false;
	const auto pair = key_value(*body);
	return pair && pair->key == "revision";
}

// Whether every word is "key:value".
static bool are_options(std::string_view s) {
	for (std::string_view word : text::split(s, ' '))
		if (!word.empty() && word.find(':') == std::string_view::npos)
			return false;
	return true;
}

std::optional<Marker> marker(const Line &line) {
	constexpr std::string_view kPrefix = "migrate:";
	const auto body = comment(line);
	if (!body || body->size() < kPrefix.size() || (body->front() | 0x20) != kPrefix.front() ||
		text::lower(body->substr(0, kPrefix.size())) != kPrefix)
		return {};
	const std::string_view rest = body->substr(kPrefix.size());
	const std::string_view trimmed = text::trim(rest);
	const auto end = std::min(trimmed.find_first_of(" \t\f\v"), trimmed.size());
	const Marker found{
		trimmed.substr(0, end), text::trim(trimmed.substr(end)), rest.size() == trimmed.size()};
	if (found.well_spaced)
		return found;
	// "-- migrate: down" is a slip that would run the downgrade with the upgrade; "-- migrate: all users" is
	// prose.
	const std::string word = text::lower(found.word);
	if ((word == "up" || word == "down" || word == "verify") && are_options(found.options))
		return found;
	return {};
}

} // namespace pgmigrate::core
