#include "core/script_file.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/checksum.hpp"
#include "core/script_header.hpp"
#include "core/script_lines.hpp"
#include "core/script_name.hpp"
#include "core/text.hpp"

namespace pgmigrate::core {

namespace {

// The index of the first line of the comment block that ends before `end`, not before `from`: the run of
// comments and blank lines, without the blank lines at its beginning, which end the text before. A BOM begins
// it.
std::size_t block_before(const std::vector<Line> &lines, std::size_t from, std::size_t end) {
	std::size_t first = end;
	while (first > from && (is_blank(lines[first - 1]) || comment(lines[first - 1])) &&
		   !marker(lines[first - 1])) {
		--first;
		if (lines[first].text.starts_with(kByteOrderMark))
			break;
	}
	while (first < end && is_blank(lines[first]))
		++first;
	return first;
}

} // namespace

// Another file begins where the comment block before "-- migrate:up" holds "-- revision:".
std::vector<std::string_view> split_files(std::string_view text) {
	const std::vector<Line> lines = split_lines(text);
	std::vector<std::string_view> files;
	std::size_t begin = 0; // offset of the file read now
	std::size_t from = 0;  // line up to which everything belongs to it
	bool has_up = false;
	for (std::size_t i = 0; i < lines.size(); ++i) {
		const auto found = marker(lines[i]);
		if (!found || found->word != "up")
			continue;
		const std::size_t first = block_before(lines, from, i);
		from = i + 1;
		const bool begins = std::any_of(lines.begin() + static_cast<std::ptrdiff_t>(first),
			lines.begin() + static_cast<std::ptrdiff_t>(i), is_revision_line);
		if (has_up && begins) {
			files.push_back(text.substr(begin, lines[first].offset - begin));
			begin = lines[first].offset;
		}
		has_up = true;
	}
	files.push_back(text.substr(begin));
	return files;
}

namespace {

// Whether the line is "\restrict token" or "\unrestrict token", as pg_dump writes them.
bool is_restrict(const Line &line) {
	const std::string_view s = line.text;
	if (!s.starts_with("\\restrict ") && !s.starts_with("\\unrestrict "))
		return false;
	const std::string_view token = text::trim(s.substr(s.find(' ')));
	return !token.empty() && std::ranges::all_of(token, [](char c) {
		return text::is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	});
}

// Blanks those of pg_dump's lines that no SQL of their section comes before, in the order of the lines given: between
// SQL such a line may be part of a literal.
void blank_before_sql(std::string &text, const std::vector<Line> &lines) {
	bool before_sql = true;
	for (const Line &line : lines) {
		if (marker(line))
			before_sql = true;
		else if (is_restrict(line)) {
			if (before_sql)
				std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(line.offset), line.text.size(), ' ');
		} else if (!is_blank(line) && !comment(line))
			before_sql = false;
	}
}

} // namespace

void blank_restrict_lines(std::string &text) {
	if (text.find("restrict ") == std::string::npos)
		return;
	const std::string original = text; // the lines look at it
	std::vector<Line> lines = split_lines(original);
	blank_before_sql(text, lines);
	std::ranges::reverse(lines);
	blank_before_sql(text, lines);
}

namespace {

// Reads one file.
class Reader {
public:
	Reader(std::string_view text, std::string_view name) {
		while (text.starts_with(kByteOrderMark)) // several where `cat` put a file of nothing else before it
			text.remove_prefix(kByteOrderMark.size());
		script_.name = name;
		script_.text = text;
		source_.file = name;
		blank_restrict_lines(script_.text);
		lines_ = split_lines(script_.text);
		for (std::size_t i = 0; i < lines_.size(); ++i)
			if (const auto found = marker(lines_[i]))
				markers_.push_back({i, *found});
	}
	Script read() {
		check_bytes();
		const std::size_t first_marker = markers_.empty() ? lines_.size() : markers_.front().line;
		const std::span<const Line> header_lines = std::span(lines_).first(first_marker);
		const Header header = find_header(header_lines);
		source_.revision = header_revision(header_lines, header);
		check_header_has_no_sql(first_marker);
		read_header(script_, header_lines, header, source_);
		if (!script_.has_header) {
			take_name(script_, source_);
			source_.revision = script_.revision.id;
		}
		for (std::size_t i = 0; i < markers_.size(); ++i)
			read_marker(i);
		if (!script_.upgrade.present)
			fail_without_upgrade(header_lines);
		check_declared_empty(script_.upgrade, Direction::upgrade);
		check_declared_empty(script_.downgrade, Direction::downgrade);
		script_.checksum = sha256(normalize(script_.text));
		return std::move(script_);
	}

private:
	[[noreturn]] void fail(Location where, std::string message, std::string detail, std::string hint) const {
		throw Error(condition::malformed_script, std::move(message), std::move(detail), std::move(hint))
			.at(std::move(where));
	}
	const Line &line_of(std::size_t offset) const {
		return *std::prev(std::ranges::upper_bound(lines_, offset, {}, &Line::offset));
	}
	Location at_offset(std::size_t offset) const {
		const Line &line = line_of(offset);
		return source_.at(line.number, static_cast<int>(offset - line.offset) + 1);
	}

	void check_bytes() const {
		const std::size_t nul = script_.text.find('\0');
		if (nul != std::string::npos)
			fail(at_offset(nul), "script holds a NUL byte", "PostgreSQL cannot store it in a text.",
				"Save the file as UTF-8.");
	}

	// SQL before the first marker would be run by nobody.
	void check_header_has_no_sql(std::size_t first_marker) const {
		if (first_marker == lines_.size())
			return; // the missing marker is the better thing to report
		const std::string_view before = std::string_view(script_.text).substr(0, lines_[first_marker].offset);
		const std::size_t sql = text::first_sql(before);
		if (sql != std::string_view::npos)
			fail(at_offset(sql), "there is SQL before the line \"-- migrate:up\"",
				"It belongs to no section.", "Move it below \"-- migrate:up\".");
	}

	[[noreturn]] void fail_without_upgrade(std::span<const Line> header_lines) const {
		std::size_t after = 0;
		while (after < header_lines.size() && (is_blank(header_lines[after]) || comment(header_lines[after])))
			++after;
		fail(source_.at(static_cast<int>(after) + 1), "script has no line \"-- migrate:up\"", {},
			"Write \"-- migrate:up\" above the SQL of the upgrade, \"-- migrate:down\" above that of the "
			"downgrade.");
	}

	void read_marker(std::size_t index) {
		const Marker &found = markers_[index].marker;
		const Line &line = lines_[markers_[index].line];
		if (found.word != "up" && found.word != "down")
			fail_marker(line, found);
		if (!found.well_spaced)
			fail(source_.at(line, found.word), "there are blanks after \"migrate:\"", {},
				fmt::format("Write \"-- migrate:{}\".", found.word));
		Section &section = found.word == "up" ? script_.upgrade : script_.downgrade;
		if (section.present)
			fail_twice(line, found, section);
		if (found.word == "down" && !script_.upgrade.present)
			fail(source_.at(line, found.word), "\"-- migrate:down\" stands before \"-- migrate:up\"", {},
				"Write the section \"-- migrate:up\" first.");
		section.present = true;
		section.line = line.number;
		read_options(section, line, found);
		const std::size_t end =
			index + 1 == markers_.size() ? script_.text.size() : lines_[markers_[index + 1].line].offset;
		section.offset = line.next;
		section.length = end - line.next;
	}

	[[noreturn]] void fail_marker(const Line &line, const Marker &found) const {
		constexpr std::array<std::string_view, 2> kWords{"up", "down"};
		const Location where = source_.at(line, found.word);
		if (text::lower(found.word) == "verify")
			fail(where, "the section \"-- migrate:verify\" is reserved", "This version has no use for it.",
				"Leave it out.");
		std::string hint = text::did_you_mean(found.word, kWords);
		if (hint.empty())
			hint = "The sections are \"-- migrate:up\" and \"-- migrate:down\".";
		fail(where, fmt::format("unknown section \"-- migrate:{}\"", found.word), {}, std::move(hint));
	}

	[[noreturn]] void fail_twice(const Line &line, const Marker &found, const Section &section) const {
		fail(source_.at(line, found.word),
			fmt::format("there are two sections \"-- migrate:{}\"", found.word),
			fmt::format("The first is on line {}.", section.line),
			"A file has one of each; where several files are put together, each has to begin with a comment "
			"block that holds \"-- revision:\".");
	}

	void read_options(Section &section, const Line &line, const Marker &found) const {
		bool has_transaction = false;
		for (std::string_view rest = found.options; !rest.empty();) {
			const auto end = std::min(rest.find_first_of(" \t\f\v"), rest.size());
			const std::string_view option = rest.substr(0, end);
			rest = text::trim(rest.substr(end));
			if ((option == "transaction:true" || option == "transaction:false") && !has_transaction) {
				has_transaction = true;
				section.transaction = option == "transaction:true";
			} else if (option == "empty:true" && !section.declared_empty) {
				section.declared_empty = true;
			} else {
				fail_option(line, option);
			}
		}
	}

	[[noreturn]] void fail_option(const Line &line, std::string_view option) const {
		constexpr std::array<std::string_view, 3> kOptions{
			"transaction:true", "transaction:false", "empty:true"};
		if (std::ranges::find(kOptions, option) != kOptions.end())
			fail(source_.at(line, option),
				fmt::format("section option \"{}\" comes after another of its kind", option), {},
				"Keep one of them.");
		std::string hint = text::did_you_mean(option, kOptions);
		if (hint.empty())
			hint = "The options are \"transaction:false\", \"transaction:true\" and \"empty:true\".";
		fail(source_.at(line, option), fmt::format("unknown section option \"{}\"", option), {},
			std::move(hint));
	}

	void check_declared_empty(const Section &section, Direction direction) const {
		if (!section.present)
			return;
		const std::size_t first =
			section.declared_empty ? text::first_sql(script_.sql(direction)) : std::string_view::npos;
		if (first != std::string_view::npos)
			fail(at_offset(section.offset + first), "there is SQL in a section marked \"empty:true\"",
				fmt::format("The mark is on line {}.", section.line), "Drop the mark or the SQL.");
	}

	Script script_;
	Source source_;
	std::vector<Line> lines_; // of script_.text
	struct MarkerLine {
		std::size_t line; // index in lines_
		Marker marker;
	};
	std::vector<MarkerLine> markers_;
};

} // namespace

Script parse_script(std::string_view file, std::string_view name) {
	return Reader(file, name).read();
}

std::vector<Script> parse_scripts(std::string_view text, std::string_view name) {
	std::vector<Script> scripts;
	for (std::string_view file : split_files(text))
		scripts.push_back(parse_script(file, name));
	return scripts;
}

} // namespace pgmigrate::core
