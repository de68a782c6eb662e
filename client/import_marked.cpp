// dbmate's and goose's directories: a file a revision, with markers where the way up and the way down begin.
#include <algorithm>

#include <fmt/format.h>

#include "client/import_files.hpp"
#include "core/script_lines.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;
namespace text = core::text;

// The digits that a file's name begins with.
std::string_view leading_digits(std::string_view name) {
	return name.substr(0, std::min(name.find_first_not_of("0123456789"), name.size()));
}

bool has_text(std::string_view sql) {
	return !text::trim(sql).empty();
}

// Comments before the first marker stay with the way up.
std::string with_prose(std::string_view prose, std::string_view sql) {
	if (!has_text(prose))
		return std::string(sql);
	return fmt::format("{}\n{}", text::trim(prose), sql);
}

// A file named 20240101120000_create_users.sql. Others have no version, and the tools leave them out as well.
bool takes_name(const fs::path &path, ImportSource &source, Versioned &one) {
	const std::string name = path.stem().string();
	const std::string_view digits = leading_digits(name);
	if (digits.empty()) {
		source.notes.push_back(fmt::format("left out, for its name has no version: {}", path.string()));
		return false;
	}
	one.version = Version(digits);
	one.revision.where = path.string();
	one.revision.script.revision.message = message_of(std::string_view(name).substr(digits.size()));
	return true;
}

// Each *.sql, with what reads its text into a revision.
template <typename Read>
ImportSource read_each(const Options &options, Read read) {
	ImportSource source;
	std::vector<Versioned> versioned;
	for (const fs::path &path : files_of(options.folder, Folders::this_one)) {
		Versioned one;
		std::string sql;
		if (path.extension() == ".go" && !leading_digits(path.stem().string()).empty())
			source.problems.push_back({path.string(), "a revision written in Go cannot be made SQL",
				"Write what it does as SQL into a file of its name, with the ending .sql."});
		if (path.extension() != ".sql" || !takes_name(path, source, one) || !read_sql(path, source, sql))
			continue;
		if (read(path, sql, source, one.revision.script))
			versioned.push_back(std::move(one));
	}
	chain(std::move(versioned), source);
	return source;
}

// dbmate's markers are ours, so that our reader reads it.
bool take_dbmate(
	const fs::path &path, const std::string &sql, ImportSource &source, core::NewScript &script) {
	try {
		const std::vector<core::Script> read = core::parse_scripts(sql, path.filename().string());
		const core::Script &own = read.front();
		if (own.has_header) {
			source.problems.push_back({path.string(), "the file is a migration file of pgmigrate already",
				"Copy it into the directory of migration files as it is."});
			return false;
		}
		std::string_view prose(own.text);
		for (const core::Line &line : core::split_lines(own.text))
			if (core::marker(line)) {
				prose = prose.substr(0, line.offset);
				break;
			}
		script.upgrade = with_prose(prose, own.sql(core::Direction::upgrade));
		script.upgrade_transaction = own.upgrade.transaction;
		script.has_downgrade = own.downgrade.present;
		script.empty_downgrade = own.downgrade.declared_empty;
		script.downgrade = own.sql(core::Direction::downgrade);
		script.downgrade_transaction = own.downgrade.transaction;
		return true;
	} catch (const core::Error &error) {
		core::Location where = error.where;
		where.file = path.string();
		source.problems.push_back({where.text(), error.message, error.hint});
		return false;
	}
}

// Reads a file of goose line by line.
class GooseFile {
public:
	GooseFile(const fs::path &path, ImportSource &source, core::NewScript &script)
		: path_(path), source_(source), script_(script) {}

	bool read(std::string_view sql) {
		const std::size_t before = source_.problems.size();
		script_.has_downgrade = false;
		for (const core::Line &line : core::split_lines(sql)) {
			const auto body = core::comment(line);
			if (body && text::lower(*body).starts_with("+goose"))
				take_mark(line, text::lower(text::trim(body->substr(6))));
			else if (side_)
				*side_ += fmt::format("{}\n", line.text);
			else if (core::is_blank(line) || body)
				prose_ += fmt::format("{}\n", line.text);
			else
				problem(line, "there is SQL before \"-- +goose Up\"", "Move it below that line.");
			if (source_.problems.size() != before)
				return false;
		}
		if (!has_up_)
			source_.problems.push_back(
				{path_.string(), "the file has no line \"-- +goose Up\"", "Write it above the SQL."});
		script_.upgrade = with_prose(prose_, script_.upgrade);
		return has_up_;
	}

private:
	void problem(const core::Line &line, std::string message, std::string hint) {
		source_.problems.push_back(
			{fmt::format("{}:{}", path_.string(), line.number), std::move(message), std::move(hint)});
	}

	void take_mark(const core::Line &line, const std::string &mark) {
		if (mark == "up" && !has_up_) {
			has_up_ = true;
			side_ = &script_.upgrade;
		} else if (mark == "down" && has_up_ && !script_.has_downgrade) {
			script_.has_downgrade = true;
			side_ = &script_.downgrade;
		} else if (mark == "no transaction")
			script_.upgrade_transaction = script_.downgrade_transaction = false;
		else if (mark == "envsub on")
			problem(line, "variables of the environment are put into the SQL here",
				"Write the values, or current_setting('var.name') with -x name=value, and delete the line.");
		else if (mark == "up" || mark == "down")
			problem(line, fmt::format("\"{}\" stands in the wrong place", text::trim(line.text)),
				"Write \"-- +goose Up\" once, and \"-- +goose Down\" once behind it.");
		else if (mark != "statementbegin" && mark != "statementend" && mark != "envsub off")
			problem(line, fmt::format("goose's \"{}\" is not known", text::trim(line.text)),
				"Delete the line if it has no meaning.");
	}

	const fs::path &path_;
	ImportSource &source_;
	core::NewScript &script_;
	std::string prose_;
	std::string *side_ = nullptr;
	bool has_up_ = false;
};

bool take_goose(const fs::path &path, const std::string &sql, ImportSource &source, core::NewScript &script) {
	return GooseFile(path, source, script).read(sql);
}

} // namespace

ImportSource read_dbmate(const Options &options) {
	return read_each(options, take_dbmate);
}

ImportSource read_goose(const Options &options) {
	return read_each(options, take_goose);
}

} // namespace pgmigrate::client
