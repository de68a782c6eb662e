// Names and places: ids of files without a header, and names of new files.
#include "core/script_name.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "core/script_file.hpp"
#include "core/checksum.hpp"
#include "core/text.hpp"

namespace pgmigrate::core {

namespace {

// The name without directories and extension.
std::string_view stem(std::string_view name) {
	name = name.substr(name.find_last_of("/\\") + 1);
	const std::size_t dot = name.rfind('.');
	return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

std::string_view leading_digits(std::string_view s) {
	return s.substr(0, static_cast<std::size_t>(std::ranges::find_if_not(s, text::is_digit) - s.begin()));
}

std::string replaced(std::string_view s, char from, char to) {
	std::string out(s);
	std::ranges::replace(out, from, to);
	return out;
}

// Where a revision goes that nothing came after yet: the stored revision that no other revises.
std::string last_revision(std::span<const Revision> stored) {
	std::unordered_set<std::string_view> revised;
	for (const Revision &r : stored)
		revised.insert(r.revises.begin(), r.revises.end());
	std::string_view last;
	for (const Revision &r : stored)
		if (!revised.contains(r.id) && r.id > last)
			last = r.id;
	return std::string(last);
}

// A header to begin a file with, as the end of a hint.
std::string header_to_add(const Revision &revision) {
	std::string header = write_header(revision);
	header.pop_back(); // a line end there would show as an empty line
	return header;
}

[[noreturn]] void fail_late(
	const Script &script, std::string_view applied, std::span<const Revision> stored) {
	Revision header = script.revision;
	header.revises = {last_revision(stored)};
	throw Error(sqlstate::object_not_in_prerequisite_state,
		fmt::format("revision \"{}\" sorts before \"{}\", which is applied", script.revision.id, applied),
		"A file without a header comes after the file named before it, and there it can no longer be run.",
		fmt::format("Rename the file so that it sorts last, or begin it with this header:\n{}",
			header_to_add(header)))
		.at({script.name, script.revision.id, 1, 0});
}

// How many bytes at `i` are punctuation or blanks outside ASCII; 0 if what stands there is none.
std::size_t wide_punctuation(std::string_view s, std::size_t i) {
	const auto byte = [&](std::size_t k) { return k < s.size() ? static_cast<unsigned char>(s[k]) : 0; };
	if (byte(i) == 0xC2 && byte(i + 1) >= 0xA0 && byte(i + 1) <= 0xBF)
		return 2; // U+00A0-BF
	if (byte(i) == 0xE2 && (byte(i + 1) == 0x80 || byte(i + 1) == 0x81) && byte(i + 2) >= 0x80)
		return 3; // U+2000-7F
	return 0;
}

// At most `most` bytes of the slug: whole words if one fits, else whole characters.
std::string shortened(std::string slug, std::size_t most) {
	if (slug.size() <= most)
		return slug;
	std::size_t end = slug.rfind('_', most);
	if (end == std::string::npos || end == 0) {
		end = most;
		while (end > 0 && (static_cast<unsigned char>(slug[end]) & 0xC0) == 0x80)
			--end;
	}
	slug.resize(end);
	return slug;
}

} // namespace

void take_name(Script &script, const Source &source) {
	const std::string_view stem_ = stem(script.name);
	if (stem_.empty()) {
		const Revision header{"001_my_change", {}, {}, {}, "what it does"};
		throw Error(condition::malformed_script,
			"script has neither a line \"-- revision: ...\" nor a file name", {},
			fmt::format("Begin it with a header:\n{}", header_to_add(header)))
			.at(source.at(1));
	}
	const std::string_view digits = leading_digits(stem_);
	script.revision.id = digits.empty() ? replaced(stem_, '-', '_') : std::string(digits);
	try {
		check_revision_id(script.revision.id);
	} catch (Error &error) {
		throw std::move(error).at(source.at(1));
	}
	std::string message = replaced(replaced(stem_.substr(digits.size()), '_', ' '), '-', ' ');
	if (const std::string_view trimmed = text::trim(message); !trimmed.empty())
		script.revision.message = trimmed;
}

void place_scripts_without_header(std::vector<Script> &scripts, std::span<const Revision> stored,
	const std::function<bool(const std::string &)> &is_applied) {
	std::unordered_map<std::string_view, const Revision *> stored_by_id;
	std::set<std::string> ids;
	std::string last_applied;
	for (const Revision &r : stored) {
		stored_by_id.emplace(r.id, &r);
		ids.insert(r.id);
		if (r.id > last_applied && is_applied(r.id))
			last_applied = r.id;
	}
	for (const Script &s : scripts)
		if (!s.has_header)
			ids.insert(s.revision.id);
	for (Script &s : scripts) {
		if (s.has_header)
			continue;
		if (const auto known = stored_by_id.find(s.revision.id); known != stored_by_id.end()) {
			s.revision.revises = known->second->revises;
			continue;
		}
		if (s.revision.id < last_applied)
			fail_late(s, last_applied, stored);
		s.revision.revises.clear();
		const auto place = ids.find(s.revision.id);
		if (place != ids.begin())
			s.revision.revises.push_back(*std::prev(place));
	}
}

std::string slug(std::string_view message) {
	constexpr std::size_t kLongestSlug = 40;
	std::string out;
	bool gap = false;
	for (std::size_t i = 0; i < message.size(); ++i) {
		const char c = text::lower(message.substr(i, 1)).front();
		const std::size_t wide = wide_punctuation(message, i);
		const bool is_word =
			text::is_digit(c) || (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80;
		if (wide != 0 || !is_word) {
			gap = true;
			if (wide != 0)
				i += wide - 1;
			continue;
		}
		if (gap && !out.empty())
			out += '_';
		gap = false;
		out += c;
	}
	return shortened(std::move(out), kLongestSlug);
}

std::string next_revision_id(std::span<const std::string> ids, std::string_view message) {
	constexpr std::size_t kMostDigits =
		18; // what fits 64 bits; longer runs of digits are no numbers that we count on
	unsigned long long next = ids.empty() ? 0 : 1;
	std::size_t width = 3;
	for (const std::string &id : ids) {
		const std::string_view digits = leading_digits(id);
		// "4f1d26105399" begins with a digit, but has no number.
		const bool ends = digits.size() == id.size() || id[digits.size()] == '_' || id[digits.size()] == '.';
		if (digits.empty() || digits.size() > kMostDigits || !ends)
			continue;
		unsigned long long number = 0;
		for (char c : digits)
			number = number * 10 + static_cast<unsigned long long>(c - '0');
		next = std::max(next, number + 1);
		width = std::max(width, digits.size());
	}
	const std::string word = slug(message);
	return fmt::format("{:0{}}{}{}", next, width, word.empty() ? "" : "_", word);
}

std::string file_name(const Revision &revision) {
	// An id may hold what would leave the directory or hide the file.
	std::string name = replaced(replaced(revision.id, '/', '_'), '\\', '_');
	if (name.starts_with('.'))
		name.front() = '_';
	const std::string word = slug(revision.message);
	if (name.find(word) == std::string::npos)
		name += "_" + word;
	constexpr std::size_t kLongest = 200; // file systems take 255 bytes
	if (name.size() > kLongest) {
		std::size_t end = kLongest - 9;
		while ((static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) // not within a character
			--end;
		name = name.substr(0, end) + "_" + sha256(revision.id).substr(0, 8);
	}
	return name + ".sql";
}

} // namespace pgmigrate::core
