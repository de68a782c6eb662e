// Fuzzes migration files: what a text is parsed to is proved against the text, and by writing it, parsing it again and
// putting it together with other files.
#include <cstdint>
#include <string>
#include <vector>

#include "core/checksum.hpp"
#include "core/rebase.hpp"
#include "core/script_file.hpp"
#include "core/script_lines.hpp"

#include "expect.hpp"

namespace pgmigrate::core::fuzz {

namespace {

constexpr std::string_view kName = "migrations/20240131_add-accounts.sql";

using Scripts = std::vector<Script>;

void expect_same(const Revision &a, const Revision &b, std::string_view what) {
	expect(a.id == b.id && a.revises == b.revises && a.depends_on == b.depends_on &&
			   a.branch_labels == b.branch_labels && a.message == b.message,
		what, a.id);
}

void expect_same(const Section &a, const Section &b, std::string_view what) {
	expect(a.present == b.present && a.transaction == b.transaction && a.declared_empty == b.declared_empty,
		what);
}

bool same_setting(const Setting &a, const Setting &b) {
	return a.name == b.name && a.value == b.value;
}

// The same but for where it stands.
void expect_same(const Script &a, const Script &b, std::string_view what) {
	expect_same(a.revision, b.revision, what);
	expect_same(a.upgrade, b.upgrade, what);
	expect_same(a.downgrade, b.downgrade, what);
	expect(a.has_header == b.has_header && a.irreversible == b.irreversible && a.allow == b.allow &&
			   std::ranges::equal(a.settings, b.settings, same_setting) &&
			   a.is_reversible() == b.is_reversible() &&
			   a.section_checksum(Direction::upgrade) == b.section_checksum(Direction::upgrade) &&
			   a.section_checksum(Direction::downgrade) == b.section_checksum(Direction::downgrade),
		what, a.revision.id);
}

// A section is the lines behind its marker, up to the next one or the end.
void expect_section(const Script &script, Direction direction, const std::vector<Line> &lines) {
	const Section &section = script.section(direction);
	if (!section.present) {
		expect(section.length == 0 && script.section_checksum(direction).empty(),
			"a section that is not there has nothing");
		return;
	}
	expect(section.offset <= script.text.size() && section.length <= script.text.size() - section.offset,
		"a section lies in its text");
	const auto number = static_cast<std::size_t>(section.line);
	expect(number >= 1 && number <= lines.size(), "a section's line is one of the text's");
	const Line &line = lines[number - 1];
	const auto found = marker(line);
	expect(found && found->word == (direction == Direction::upgrade ? "up" : "down"),
		"a section has its marker", line.text);
	expect(line.next == section.offset, "a section begins behind its marker", line.text);
	const std::string_view sql = script.sql(direction);
	for (const Line &inside : split_lines(sql))
		expect(!marker(inside), "a section holds no marker", inside.text);
	expect(script.section_checksum(direction) == sha256(normalize(sql)),
		"a section has the checksum of its text", sql);
	expect(normalize(normalize(sql)) == normalize(sql), "a normalized text is normal", sql);
}

void expect_names(const Script &script) {
	check_revision_id(script.revision.id);
	for (const auto *names :
		{&script.revision.revises, &script.revision.depends_on, &script.revision.branch_labels})
		for (const std::string &name : *names)
			check_revision_id(name);
	expect(slug(script.revision.message).size() <= 40, "a slug is short", script.revision.message);
	const std::string next = next_revision_id(std::vector{script.revision.id}, script.revision.message);
	check_revision_id(next);
	expect(next != script.revision.id, "the next id is another", next);
	const std::string name = file_name(script.revision);
	expect(name.find_first_of("/\\") == std::string::npos && !name.starts_with('.') &&
			   name.ends_with(".sql") && name.size() <= 255,
		"a file name is one", name);
}

void expect_script(const Script &script) {
	const std::vector<Line> lines = split_lines(script.text);
	expect(script.upgrade.present, "a script has an upgrade");
	expect_section(script, Direction::upgrade, lines);
	expect_section(script, Direction::downgrade, lines);
	if (script.downgrade.present)
		expect(script.upgrade.offset + script.upgrade.length <= script.downgrade.offset,
			"the downgrade stands behind the upgrade");
	for (const Setting &setting : script.settings)
		expect(setting.line >= 1 && setting.line < script.upgrade.line && !setting.name.empty(),
			"a setting stands in the header", setting.name);
	expect(script.checksum == sha256(normalize(script.text)), "a script has the checksum of its text");
	expect(script.revision.message.find('\n') == std::string::npos, "a message is one line",
		script.revision.message);
	expect_names(script);
}

// Stored text is given out and taken in again.
void expect_stable(const Script &script) {
	const Scripts again = parse_scripts(script.text, script.name);
	expect(again.size() == 1, "the text of one script is one", script.text);
	expect_same(again[0], script, "a script parsed again is the same");
	expect(again[0].text == script.text && again[0].checksum == script.checksum,
		"a text parsed again is the same", script.text);
	std::string crlf;
	for (char c : script.text)
		crlf += c == '\n' ? std::string("\r\n") : std::string(1, c);
	const Scripts of_crlf = parse_scripts(crlf, script.name);
	expect(of_crlf.size() == 1, "the text of one script is one, with CRLF too", script.text);
	expect_same(of_crlf[0], script, "a script with CRLF is the same");
	expect(of_crlf[0].checksum == script.checksum, "a checksum is the same with CRLF", script.text);
}

// What is written from the parts of a script means the same. Options and directives of the header are not written.
void expect_written(const Script &script) {
	const NewScript parts{script.revision, std::string(script.sql(Direction::upgrade)),
		std::string(script.sql(Direction::downgrade)), script.downgrade.present};
	const std::string text = write_script(parts);
	const Scripts again = parse_scripts(text);
	expect(again.size() == 1, "what is written is one script", text);
	expect_same(again[0].revision, script.revision, "what is written has the same revision");
	for (Direction direction : {Direction::upgrade, Direction::downgrade})
		expect(again[0].section_checksum(direction) == script.section_checksum(direction),
			"what is written has the same sections", text);
	expect(text.starts_with(write_header(script.revision)), "what is written begins with its header", text);
}

// Whether `cat` cannot make the end of the file before into a part of this one's header, nor the other way round: its
// header is one comment block, and something else than a comment ends it.
bool has_clear_ends(const Script &script) {
	if (!script.has_header || script.text.find(kByteOrderMark) != std::string::npos)
		return false;
	const std::vector<Line> lines = split_lines(script.text);
	for (const Line &line : lines)
		if (line.number < script.upgrade.line && !is_blank(line) && !comment(line))
			return false;
	for (auto line = lines.rbegin(); line != lines.rend(); ++line)
		if (!is_blank(*line))
			return !comment(*line) || marker(*line);
	return false;
}

// Files put together come apart into what they are.
void expect_apart(const Scripts &scripts) {
	static const Script other =
		parse_scripts("-- Other\n--\n-- revision: other\n-- revises: base\n\n-- migrate:up\n"
					  "SELECT 1;\n\n-- migrate:down\nSELECT 2;\n")
			.front();
	if (!std::ranges::all_of(scripts, has_clear_ends))
		return;
	std::string text = other.text;
	for (const Script &script : scripts)
		text += script.text + "\n" + other.text;
	const Scripts apart = parse_scripts(text);
	expect(apart.size() == 2 * scripts.size() + 1, "files put together come apart", text);
	for (std::size_t i = 0; i < apart.size(); ++i)
		expect_same(
			apart[i], i % 2 == 0 ? other : scripts[i / 2], "files put together come apart as they are");
}

// Another parent is written into the text, and nothing else of it changes.
void expect_rebased(const Scripts &scripts, std::string_view text) {
	const std::vector<std::string> revises{"new_parent", "other"};
	for (std::size_t i = 0; i < scripts.size(); ++i) {
		const auto same_id = [&](const Script &s) { return s.revision.id == scripts[i].revision.id; };
		if (std::ranges::find_if(scripts, same_id) - scripts.begin() != static_cast<std::ptrdiff_t>(i))
			continue; // the first of them is meant
		const auto out =
			result_of([&] { return with_revises(text, scripts[i].revision.id, revises, kName); });
		expect(out.has_value() == scripts[i].has_header, "a script with a header can be rebased", text);
		if (!out)
			continue;
		const Scripts again = parse_scripts(*out, kName);
		expect(again.size() == scripts.size(), "a rebase leaves every script", *out);
		for (std::size_t k = 0; k < scripts.size(); ++k) {
			Script wanted = scripts[k];
			if (k == i)
				wanted.revision.revises = revises;
			expect_same(again[k], wanted, "a rebase changes what one script revises");
		}
	}
}

void expect_placed(Scripts scripts) {
	const std::vector<Revision> stored{{"20240130", {}, {}, {}, {}}};
	for (bool is_applied : {false, true})
		result_of([&] {
			place_scripts_without_header(scripts, stored, [&](const std::string &) { return is_applied; });
			return true;
		});
	for (const Script &script : scripts)
		if (!script.has_header)
			expect(script.revision.revises == std::vector<std::string>{"20240130"},
				"a script without a header has its place by its name", script.revision.id);
}

// The bytes of a text are those of its scripts, but for their byte order marks.
void expect_complete(const Scripts &scripts, std::string_view text) {
	std::size_t bytes = 0;
	for (const Script &script : scripts)
		bytes += script.text.size();
	expect(bytes <= text.size() && (text.size() - bytes) % kByteOrderMark.size() == 0,
		"the scripts are all of the text", text);
}

void fuzz_script_file(std::string_view text) {
	const auto nameless = result_of([&] { return parse_scripts(text); });
	const auto scripts = result_of([&] { return parse_scripts(text, kName); });
	expect(!nameless ||
			   (scripts && std::ranges::equal(*nameless, *scripts, {}, &Script::checksum, &Script::checksum)),
		"a name is no harm to a script with a header", text);
	if (!scripts)
		return;
	expect(!scripts->empty(), "a text is a script or an error", text);
	for (const Script &script : *scripts) {
		expect_script(script);
		expect_stable(script);
		expect_written(script);
	}
	expect_complete(*scripts, text);
	expect_apart(*scripts);
	expect_rebased(*scripts, text);
	expect_placed(*scripts);
}

} // namespace

} // namespace pgmigrate::core::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
	pgmigrate::core::fuzz::fuzz_script_file({reinterpret_cast<const char *>(data), size});
	return 0;
}
