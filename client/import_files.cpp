#include "client/import_files.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/text_file.hpp"
#include "core/script_lines.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;
namespace text = core::text;

// Whether the line is this statement alone, such as "BEGIN TRANSACTION;".
bool is_statement(std::string_view line, std::string_view verb, std::string_view other_verb) {
	line = text::trim(line);
	if (!line.ends_with(';'))
		return false;
	line.remove_suffix(1);
	std::vector<std::string> words;
	for (std::string_view word : text::split(line, ' '))
		if (!word.empty())
			words.push_back(text::lower(word));
	if (words.empty() || words.size() > 2)
		return false;
	const bool noise = words.size() == 1 || words[1] == "work" || words[1] == "transaction";
	return noise &&
		   (words[0] == verb || (words[0] == other_verb && (other_verb != "start" || words.size() == 2)));
}

// What psql alone understands.
void check_for_psql(const fs::path &path, std::string_view sql, ImportSource &source) {
	for (const core::Line &line : core::split_lines(sql)) {
		const std::string_view content = text::trim(line.text);
		if (content == "\\.") {
			source.problems.push_back({fmt::format("{}:{}", path.string(), line.number),
				"here ends the data of COPY FROM stdin, which is no SQL",
				"Write INSERT statements; \"pg_dump --inserts\" does."});
			return;
		}
	}
}

// Those of line ends.
void drop_carriage_returns(std::string &sql) {
	std::string out;
	for (std::size_t i = 0; i < sql.size(); ++i)
		if (sql[i] != '\r' || i + 1 == sql.size() || sql[i + 1] != '\n')
			out += sql[i];
	sql = std::move(out);
}

std::vector<std::string> parts_of(std::string_view version) {
	std::vector<std::string> parts;
	for (std::string_view part : text::split(version, '.')) {
		while (part.size() > 1 && part.starts_with('0'))
			part.remove_prefix(1);
		parts.emplace_back(part);
	}
	while (parts.size() > 1 && parts.back() == "0")
		parts.pop_back();
	return parts;
}

} // namespace

std::vector<fs::path> files_of(const fs::path &directory, Folders folders) {
	std::vector<fs::path> files, below;
	std::error_code error;
	for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
		 entry.increment(error)) {
		if (entry->path().filename().string().starts_with('.'))
			continue;
		if (entry->is_directory(error) && folders == Folders::below_too)
			below.push_back(entry->path());
		else if (entry->is_regular_file(error))
			files.push_back(entry->path());
	}
	if (error)
		throw Failure(ExitCode::refused,
			fmt::format("could not read directory \"{}\": {}", directory.string(), error.message()));
	for (const fs::path &folder : below)
		std::ranges::copy(files_of(folder, folders), std::back_inserter(files));
	std::ranges::sort(files);
	return files;
}

bool read_sql(const fs::path &path, ImportSource &source, std::string &sql) {
	try {
		sql = read_text(path);
	} catch (const Failure &failure) {
		source.problems.push_back(
			{failure.where.empty() ? path.string() : failure.where, failure.message, failure.hint});
		return false;
	}
	if (sql.starts_with(core::kByteOrderMark))
		sql.erase(0, core::kByteOrderMark.size());
	drop_carriage_returns(sql);
	const std::size_t before = source.problems.size();
	check_for_psql(path, sql, source);
	return source.problems.size() == before;
}

std::string message_of(std::string_view name) {
	std::string message(name);
	std::ranges::replace_if(
		message, [](char c) { return c == '_' || c == '-'; }, ' ');
	return std::string(text::trim(message));
}

Version::Version(std::string_view given) : text_(given), parts_(parts_of(given)) {}

bool Version::operator<(const Version &other) const {
	return std::ranges::lexicographical_compare(
		parts_, other.parts_, [](const std::string &a, const std::string &b) {
			return a.size() != b.size() ? a.size() < b.size() : a < b;
		});
}

void chain(std::vector<Versioned> versioned, ImportSource &source) {
	std::ranges::stable_sort(
		versioned, [](const Versioned &a, const Versioned &b) { return a.version < b.version; });
	const Versioned *before = nullptr;
	for (const Versioned &one : versioned) {
		if (before && before->version == one.version)
			source.problems.push_back({one.revision.where,
				fmt::format("version {} is that of \"{}\", too", one.version.text(), before->revision.where),
				"Give one of them another version."});
		Imported revision = one.revision;
		revision.script.revision.id = one.version.text();
		if (before)
			revision.script.revision.revises = {before->version.text()};
		source.revisions.push_back(std::move(revision));
		before = &one;
	}
}

void drop_outer_transaction(std::string &sql) {
	const std::vector<core::Line> lines = core::split_lines(sql);
	const auto is_sql = [](const core::Line &line) { return !core::is_blank(line) && !core::comment(line); };
	const auto first = std::ranges::find_if(lines, is_sql);
	const auto last = std::find_if(lines.rbegin(), lines.rend(), is_sql);
	if (first == lines.end() || !is_statement(first->text, "begin", "start") ||
		!is_statement(last->text, "commit", "end"))
		return;
	const std::size_t begin = first->offset, length = first->next - first->offset;
	sql.erase(last->offset, last->next - last->offset);
	sql.erase(begin, length);
}

} // namespace pgmigrate::client
