#include "core/script_header.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/allowed_settings.hpp"
#include "core/text.hpp"

namespace pgmigrate::core {

namespace {

// One directive of one script, with what an error about it needs.
struct Directive {
	const Line &line;
	std::string_view key;
	std::string_view value;
	const Source &source;

	[[noreturn]] void fail(std::string message, std::string detail, std::string hint) const {
		fail_at(key, std::move(message), std::move(detail), std::move(hint));
	}
	[[noreturn]] void fail_at(
		std::string_view part, std::string message, std::string detail, std::string hint) const {
		throw Error(condition::malformed_script, std::move(message), std::move(detail), std::move(hint))
			.at(source.at(line, part));
	}
};

void add_once(std::vector<std::string> &names, std::string_view name) {
	if (std::ranges::find(names, name) == names.end())
		names.emplace_back(name);
}

// Adds the names of a list separated by commas; an empty value is an empty list.
void read_names(const Directive &d, std::vector<std::string> &names, std::string_view what) {
	if (d.value.empty())
		return;
	for (std::string_view name : text::split(d.value, ',')) {
		if (name.empty())
			d.fail_at(d.value, fmt::format("\"{}\" has an empty name in its list", d.key), {},
				fmt::format("Separate names by one comma each: \"-- {}: a, b\".", d.key));
		try {
			check_revision_id(name, what);
		} catch (Error &error) {
			throw std::move(error).at(d.source.at(d.line, name));
		}
		add_once(names, name);
	}
}

void read_revision(Script &script, const Directive &d) {
	try {
		check_revision_id(d.value);
	} catch (Error &error) {
		throw std::move(error).at(d.source.at(d.line, d.value.empty() ? d.key : d.value));
	}
	script.revision.id = d.value;
}

void read_revises(Script &script, const Directive &d) {
	if (d.value != "base")
		read_names(d, script.revision.revises, "revision id");
}

void read_depends_on(Script &script, const Directive &d) {
	read_names(d, script.revision.depends_on, "revision id");
}

void read_branch_labels(Script &script, const Directive &d) {
	read_names(d, script.revision.branch_labels, "branch label");
}

void read_replaces(Script &script, const Directive &d) {
	read_names(d, script.revision.replaces, "revision id");
}

void read_irreversible(Script &script, const Directive &d) {
	if (d.value.empty())
		d.fail("\"irreversible\" gives no reason", {},
			"Write why there is no way back, for instance \"-- irreversible: drops data\".");
	script.irreversible = std::string(d.value);
}

void read_allow(Script &script, const Directive &d) {
	for (std::string_view name : text::split(d.value, ',')) {
		if (name.empty())
			d.fail(
				"\"allow\" has an empty name in its list", {}, "Name what is allowed: \"-- allow: name\".");
		add_once(script.allow, name);
	}
}

bool is_setting_name(std::string_view s) {
	const auto is_letter = [](char c) {
		return c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			   static_cast<unsigned char>(c) >= 0x80;
	};
	return !s.empty() && is_letter(s.front()) && std::ranges::all_of(s, [&](char c) {
		return is_letter(c) || text::is_digit(c) || c == '.' || c == '$';
	});
}

// The text of 'quoted', with '' for a quote; nothing if it is not one literal.
std::optional<std::string> unquoted(std::string_view s) {
	if (s.size() < 2 || s.front() != '\'' || s.back() != '\'')
		return {};
	s = s.substr(1, s.size() - 2);
	std::string out;
	for (std::size_t i = 0; i < s.size(); ++i) {
		if (s[i] == '\'' && (++i == s.size() || s[i] != '\''))
			return {};
		out += s[i];
	}
	return out;
}

void add_setting(Script &script, const Directive &d, std::string_view name, std::string value) {
	try {
		check_allowed_setting(name);
	} catch (Error &error) {
		d.fail_at(name, std::move(error.message), std::move(error.detail), std::move(error.hint));
	}
	script.settings.push_back({std::string(name), std::move(value), d.line.number});
}

void read_set(Script &script, const Directive &d) {
	const std::string_view name = text::trim(d.value.substr(0, d.value.find_first_of("= \t")));
	std::string_view rest = text::trim(d.value.substr(name.size()));
	const bool has_equals = rest.starts_with('=');
	const bool has_to = rest.size() > 2 && text::lower(rest.substr(0, 2)) == "to" && text::is_space(rest[2]);
	if (is_setting_name(name) && (has_equals || has_to)) {
		rest = text::trim(rest.substr(has_equals ? 1 : 2));
		if (auto value = unquoted(rest))
			return add_setting(script, d, name, std::move(*value));
		if (!rest.empty() && rest.find_first_of("';") == std::string_view::npos)
			return add_setting(script, d, name, std::string(rest));
	}
	d.fail_at(d.value.empty() ? d.key : d.value, fmt::format("\"{}\" is not a setting", d.value), {},
		"Write \"-- set: name = 'value'\", without a semicolon.");
}

struct Kind {
	std::string_view key;
	void (*read)(Script &, const Directive &);
	bool repeats = false;
};
constexpr std::array kKinds{
	Kind{"revision", read_revision},
	Kind{"revises", read_revises},
	Kind{"depends_on", read_depends_on, true},
	Kind{"branch_labels", read_branch_labels},
	Kind{"replaces", read_replaces, true},
	Kind{"irreversible", read_irreversible},
	Kind{"set", read_set, true},
	Kind{"allow", read_allow, true},
};

std::array<std::string_view, kKinds.size()> known_keys() {
	std::array<std::string_view, kKinds.size()> keys;
	std::ranges::transform(kKinds, keys.begin(), &Kind::key);
	return keys;
}

[[noreturn]] void fail_unknown_key(const Directive &d) {
	const auto keys = known_keys();
	std::string hint = text::did_you_mean(d.key, keys);
	if (!hint.empty())
		hint += ' ';
	hint += "Prose goes into a comment paragraph of its own, parted from the directives by \"--\".";
	d.fail(fmt::format("unknown directive \"{}\"", d.key),
		fmt::format("The directives are {}.", fmt::join(keys, ", ")), std::move(hint));
}

// A line of the paragraph without a colon is prose, but one that begins with a directive's name has lost its
// colon.
void check_prose(std::string_view body, const Line &line, const Source &source) {
	const std::string_view word = body.substr(0, body.find_first_of(" \t"));
	if (std::ranges::find(kKinds, word, &Kind::key) == kKinds.end())
		return;
	Directive{line, word, {}, source}.fail(fmt::format("directive \"{}\" has no colon", word), {},
		fmt::format("Write \"-- {}: ...\". Prose goes into a comment paragraph of its own, parted from the "
					"directives by \"--\".",
			word));
}

bool is_comment_with_text(const Line &line) {
	const auto body = comment(line);
	return body && !body->empty();
}

// Throws if a file without "-- revision:" has other lines of a header: they would silently count for nothing.
void check_no_directives(std::span<const Line> lines, const Header &header, const Source &source) {
	constexpr std::array<std::string_view, 6> kTelling{
		"revision", "revises", "depends_on", "branch_labels", "revision id", "down_revision"};
	for (std::size_t i = 0; i < lines.size(); ++i) {
		const auto body = comment(lines[i]);
		if (!body || i == header.message)
			continue;
		const std::string_view key = text::trim(body->substr(0, body->find(':')));
		if (key.size() == body->size() || std::ranges::find(kTelling, text::lower(key)) == kTelling.end())
			continue;
		Directive{lines[i], key, {}, source}.fail("header has no line \"-- revision: ...\"",
			fmt::format("There is a line for \"{}\".", key),
			"Add the line \"-- revision: id\" to that paragraph.");
	}
}

// A message is printed on terminals, where control characters could show something else than what is there.
void check_message(const Line &line, const Source &source) {
	for (std::size_t i = 0; i < line.text.size(); ++i) {
		const auto c = static_cast<unsigned char>(line.text[i]);
		if ((c < 0x20 && c != '\t' && c != '\r') || c == 0x7f)
			throw Error(condition::malformed_script, "the message holds a control character", {},
				"Take it out of the first comment line.")
				.at(source.at(line, line.text.substr(i, 1)));
	}
}

} // namespace

Header find_header(std::span<const Line> lines) {
	Header header;
	for (std::size_t i = 0; i < lines.size() && !header.revision; ++i) {
		if (!is_comment_with_text(lines[i]))
			continue;
		if (!header.message)
			header.message = i;
		else if (is_revision_line(lines[i]))
			header.revision = i;
	}
	if (header.message && !header.revision && is_revision_line(lines[*header.message])) {
		header.revision = header.message;
		header.message.reset();
	}
	return header;
}

std::string_view header_revision(std::span<const Line> lines, const Header &header) {
	return header.revision ? key_value(*comment(lines[*header.revision]))->value : std::string_view();
}

void read_header(Script &script, std::span<const Line> lines, const Header &header, const Source &source) {
	if (header.message) {
		const Line &line = lines[*header.message];
		check_message(line, source);
		script.revision.message = *comment(line);
	}
	script.has_header = header.revision.has_value();
	if (!script.has_header)
		return check_no_directives(lines, header, source);

	std::size_t first = *header.revision, end = first + 1;
	while (first > 0 && is_comment_with_text(lines[first - 1]))
		--first;
	while (end < lines.size() && is_comment_with_text(lines[end]))
		++end;
	std::array<int, kKinds.size()> seen_at{};
	for (std::size_t i = first; i < end; ++i) {
		if (i == header.message)
			continue;
		const std::string_view body = *comment(lines[i]);
		const auto pair = key_value(body);
		if (!pair) {
			check_prose(body, lines[i], source);
			continue;
		}
		const Directive directive{lines[i], pair->key, pair->value, source};
		const auto kind = std::ranges::find(kKinds, pair->key, &Kind::key);
		if (kind == kKinds.end())
			fail_unknown_key(directive);
		int &seen = seen_at[static_cast<std::size_t>(kind - kKinds.begin())];
		if (seen != 0 && !kind->repeats)
			directive.fail(fmt::format("directive \"{}\" is given twice", pair->key),
				fmt::format("It is on line {} already.", seen), "Keep one of them.");
		seen = lines[i].number;
		kind->read(script, directive);
	}
	if (seen_at[1] == 0)
		Directive{lines[*header.revision], "revises", {}, source}.fail_at(lines[*header.revision].text,
			fmt::format("revision \"{}\" does not say what it revises", script.revision.id), {},
			"Add the line \"-- revises: id\" of the revision before it, or \"-- revises:\" for a first one.");
	if (std::ranges::find(script.revision.replaces, script.revision.id) != script.revision.replaces.end())
		Directive{lines[*header.revision], "replaces", {}, source}.fail_at(lines[*header.revision].text,
			fmt::format("revision \"{}\" replaces itself", script.revision.id), {},
			"Name only the other revisions that have become this one.");
	for (std::size_t i = end; i < lines.size(); ++i)
		if (is_revision_line(lines[i]))
			Directive{lines[i], lines[i].text, {}, source}.fail("header names its revision twice",
				fmt::format("The first is on line {}.", lines[*header.revision].number),
				"Keep one; a line \"-- migrate:up\" ends the header of a file.");
}

} // namespace pgmigrate::core
