// golang-migrate's and Flyway's directories: the way up and the way down are files of their own, told by their names.
#include <algorithm>
#include <optional>
#include <regex>

#include <fmt/format.h>

#include "client/import_files.hpp"
#include "core/script_lines.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;
namespace text = core::text;

// The two files of a version.
struct Pair {
	Version version;
	std::string message;
	std::optional<fs::path> up, down;
};

// The pair of a version; a new one if there is none.
Pair &pair_of(std::vector<Pair> &pairs, const Version &version) {
	const auto found = std::ranges::find(pairs, version, &Pair::version);
	if (found != pairs.end())
		return *found;
	pairs.push_back({version, {}, {}, {}});
	return pairs.back();
}

void take_file(std::optional<fs::path> &place, const fs::path &path, ImportSource &source) {
	if (place)
		source.problems.push_back(
			{path.string(), fmt::format("its version is that of \"{}\", too", place->string()),
				"Give one of them another version."});
	else
		place = path;
}

// A placeholder of Flyway, such as ${schema}.
void check_placeholders(const fs::path &path, std::string_view sql, ImportSource &source) {
	for (const core::Line &line : core::split_lines(sql)) {
		const std::size_t begin = line.text.find("${"), end = line.text.find('}', begin);
		if (begin == line.text.npos || end == line.text.npos)
			continue;
		source.problems.push_back({fmt::format("{}:{}", path.string(), line.number),
			fmt::format(
				"the placeholder {} is replaced by Flyway alone", line.text.substr(begin, end - begin + 1)),
			"Write its value, or current_setting('var.name') with -x name=value."});
		return;
	}
}

// Whether Flyway is told to run the file outside a transaction: in a comment, or in a file beside it.
bool runs_in_transaction(const fs::path &path, std::string_view sql, ImportSource &source) {
	const auto says_no = [](std::string_view line) {
		std::string word;
		std::ranges::copy_if(line, std::back_inserter(word), [](char c) { return !text::is_space(c); });
		return text::lower(word) == "executeintransaction=false";
	};
	for (const core::Line &line : core::split_lines(sql))
		if (const auto body = core::comment(line); body && text::lower(*body).starts_with("flyway:") &&
												   says_no(body->substr(std::string_view("flyway:").size())))
			return false;
	const fs::path beside = path.string() + ".conf";
	std::string settings;
	if (!fs::exists(beside) || !read_sql(beside, source, settings))
		return true;
	const std::vector<core::Line> lines = core::split_lines(settings);
	return std::ranges::none_of(lines, [&](const core::Line &line) { return says_no(line.text); });
}

enum class Tool { golang_migrate, flyway };

// Reads a side of a pair.
void read_side(Tool tool, const fs::path &path, ImportSource &source, std::string &sql, bool &transaction) {
	if (!read_sql(path, source, sql))
		return;
	if (tool == Tool::flyway) {
		check_placeholders(path, sql, source);
		transaction = runs_in_transaction(path, sql, source);
	}
	if (transaction)
		drop_outer_transaction(sql);
}

ImportSource read_pairs(Tool tool, const std::vector<Pair> &pairs, ImportSource source) {
	std::vector<Versioned> versioned;
	for (const Pair &pair : pairs) {
		if (!pair.up) {
			source.problems.push_back({pair.down->string(), "there is a way down, and none up",
				"Add the file with the way up, or delete this one."});
			continue;
		}
		Versioned one{pair.version, {{}, pair.up->string()}};
		core::NewScript &script = one.revision.script;
		script.revision.message = pair.message;
		read_side(tool, *pair.up, source, script.upgrade, script.upgrade_transaction);
		script.has_downgrade = pair.down.has_value();
		if (pair.down)
			read_side(tool, *pair.down, source, script.downgrade, script.downgrade_transaction);
		versioned.push_back(std::move(one));
	}
	chain(std::move(versioned), source);
	return source;
}

// What of Flyway's is neither V nor U.
void refuse_flyway(const fs::path &path, ImportSource &source) {
	const std::string name = path.filename().string();
	if (name.starts_with("R__"))
		source.problems.push_back({path.string(),
			"a repeatable migration has no place in the order of revisions",
			"Make what it creates a revision: \"pgmigrate revision -m MESSAGE\", with CREATE OR REPLACE; a changed "
			"one is a new revision. --force leaves the file out.",
			true});
	else if (std::regex_match(name, std::regex("B[0-9][0-9._]*__.*\\.sql")))
		source.problems.push_back({path.string(), "a baseline migration has no counterpart",
			"The V files that it stands for are taken over. --force leaves the file out.", true});
	else if (std::regex_match(name, std::regex("(before|after)[A-Z][A-Za-z]*(__.*)?\\.sql")))
		source.problems.push_back({path.string(), "a callback of Flyway has no counterpart",
			"Put what it does into the revisions that need it. --force leaves the file out.", true});
	else if (std::regex_match(name, std::regex("[VU][0-9][0-9._]*__.*\\.(java|class|py|sh|bash|ps1|cmd)")))
		source.problems.push_back({path.string(), "a revision that is no SQL cannot be taken over",
			"Write what it does as SQL into a file of its name, with the ending .sql."});
	else if (path.extension() == ".sql")
		source.notes.push_back(fmt::format("left out, for its name has no version: {}", path.string()));
}

} // namespace

ImportSource read_golang_migrate(const Options &options) {
	static const std::regex kName("([0-9]+)_(.*)\\.(up|down)\\.sql");
	ImportSource source;
	std::vector<Pair> pairs;
	for (const fs::path &path : files_of(options.folder, Folders::this_one)) {
		std::smatch part;
		const std::string name = path.filename().string();
		if (!std::regex_match(name, part, kName)) {
			if (path.extension() == ".sql")
				source.notes.push_back(
					fmt::format("left out, for its name has no version: {}", path.string()));
			continue;
		}
		Pair &pair = pair_of(pairs, Version(part.str(1)));
		const bool is_up = part.str(3) == "up";
		if (is_up || pair.message.empty())
			pair.message = message_of(part.str(2));
		take_file(is_up ? pair.up : pair.down, path, source);
	}
	return read_pairs(Tool::golang_migrate, pairs, std::move(source));
}

ImportSource read_flyway(const Options &options) {
	static const std::regex kName("([VU])([0-9]+(?:[._][0-9]+)*)__(.*)\\.sql");
	ImportSource source;
	std::vector<Pair> pairs;
	for (const fs::path &path : files_of(options.folder, Folders::below_too)) {
		std::smatch part;
		const std::string name = path.filename().string();
		if (!std::regex_match(name, part, kName)) {
			refuse_flyway(path, source);
			continue;
		}
		std::string version = part.str(2);
		std::ranges::replace(version, '_', '.');
		Pair &pair = pair_of(pairs, Version(version));
		const bool is_up = part.str(1) == "V";
		if (is_up || pair.message.empty())
			pair.message = message_of(part.str(3));
		take_file(is_up ? pair.up : pair.down, path, source);
	}
	return read_pairs(Tool::flyway, pairs, std::move(source));
}

} // namespace pgmigrate::client
