// Alembic's projects: its own offline mode writes the SQL of each revision.
#include <algorithm>
#include <cstdlib>
#include <random>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "client/child.hpp"
#include "client/failure.hpp"
#include "client/import.hpp"
#include "client/import_alembic_program.hpp"
#include "client/text_file.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// A directory that is gone with the object.
class ScratchDirectory {
public:
	ScratchDirectory() {
		std::string name = (fs::temp_directory_path() / "pgmigrate-XXXXXX").string();
		if (mkdtemp(name.data()) == nullptr)
			throw Failure(ExitCode::refused, fmt::format("could not make directory \"{}\"", name));
		path = name;
	}
	~ScratchDirectory() {
		std::error_code error;
		fs::remove_all(path, error);
	}
	ScratchDirectory(const ScratchDirectory &) = delete;
	ScratchDirectory &operator=(const ScratchDirectory &) = delete;

	fs::path path;
};

// What the user's project is given by: alembic.ini, pyproject.toml, both, or the script directory alone.
struct Project {
	fs::path ini, toml; // empty if there is none
	fs::path folder, working_directory;
	bool is_configured() const { return !ini.empty() || !toml.empty(); }
};

Project project_in(const fs::path &directory) {
	Project project{.ini = {}, .toml = {}, .folder = directory, .working_directory = directory};
	if (fs::exists(directory / "alembic.ini"))
		project.ini = directory / "alembic.ini";
	// Of other tools' tables there Alembic need not know.
	const fs::path toml = directory / "pyproject.toml";
	if (fs::exists(toml) && read_text(toml).find("[tool.alembic]") != std::string::npos)
		project.toml = toml;
	return project;
}

Project find_project(const fs::path &given) {
	const fs::path folder = fs::canonical(given);
	if (Project project = project_in(folder); project.is_configured())
		return project;
	if (!fs::exists(folder / "env.py"))
		throw Failure(ExitCode::refused, fmt::format("\"{}\" is no project of Alembic", given.string()),
			"It has neither alembic.ini nor env.py, nor [tool.alembic] in pyproject.toml.",
			"Name the directory of alembic.ini.");
	Project project = project_in(folder.parent_path());
	project.folder = folder;
	return project;
}

std::string last_lines(std::string_view output) {
	constexpr std::size_t kMost = 2000;
	output = core::text::trim(output);
	return std::string(output.size() > kMost ? output.substr(output.size() - kMost) : output);
}

std::string shown(const std::string &file) {
	std::error_code error;
	const fs::path relative = fs::proximate(file, error);
	return error ? file : relative.string();
}

// Lets Alembic run our program, and reads what it wrote.
Json ask_alembic(const Options &options) {
	const Project project = find_project(options.folder);
	const ScratchDirectory scratch;
	const fs::path output = scratch.path / "result.json";
	write_text(scratch.path / "env.py", kAlembicProgram, IfThere::refuse);
	write_text(scratch.path / "alembic.ini",
		fmt::format("[alembic]\nscript_location = {}\n", scratch.path.string()), IfThere::refuse);
	const Json wanted{{"ini", project.ini.string()}, {"toml", project.toml.string()},
		{"section", options.alembic_name.empty() ? "alembic" : options.alembic_name},
		{"folder", project.folder.string()}, {"variables", options.variables}, {"output", output.string()}};
	const Child done = run_child({"alembic", "-c", (scratch.path / "alembic.ini").string(), "current"},
		project.working_directory, {{"PGMIGRATE_IMPORT", wanted.dump()}},
		"Alembic writes the SQL of its revisions, so it has to be found in PATH: activate its virtual environment.");
	if (!fs::exists(output))
		throw Failure(ExitCode::refused, "program \"alembic\" failed", last_lines(done.output),
			"Try \"alembic history\" in that project.");
	Json result = Json::parse(read_text(output));
	if (result.contains("cannot_read_toml"))
		throw Failure(ExitCode::refused,
			fmt::format("Alembic {} cannot read \"{}\"", result["cannot_read_toml"].get<std::string>(),
				shown(project.toml)),
			"The project is configured there and in no alembic.ini, which takes Alembic 1.16 or later.",
			"Activate the virtual environment that has it; or write alembic.ini with script_location.");
	if (result.contains("error"))
		throw Failure(ExitCode::refused, "Alembic could not read the project",
			fmt::format("{}.", result["error"].get<std::string>()),
			"Try \"alembic upgrade head --sql\" there; -x name=value is passed on.");
	return result;
}

bool is_word(std::string_view statement, std::string_view word) {
	return core::text::lower(statement) == word;
}

// A section of statements. One that leaves the transaction half way begins and ends its transactions itself.
void take_statements(const Json &statements, std::string &sql, bool &transaction) {
	std::vector<std::string> all = statements.get<std::vector<std::string>>();
	transaction = std::ranges::none_of(all, [](const auto &one) { return is_word(one, "commit;"); });
	if (!transaction) {
		all.insert(all.begin(), "BEGIN;");
		all.emplace_back("COMMIT;");
	}
	for (std::size_t i = 0; i < all.size(); ++i) {
		if (!transaction && i + 1 < all.size() && is_word(all[i], "begin;") &&
			is_word(all[i + 1], "commit;")) {
			++i; // nothing is between them
			continue;
		}
		sql += fmt::format("{}{}\n", sql.empty() ? "" : "\n", all[i]);
	}
}

// What cannot be written offline stays to be written by hand; until then it fails, if it runs at all.
void take_error(const Json &side, ImportSource &source, std::string_view direction) {
	const std::string file = shown(side.at("file")), error = side.at("error");
	const int line = side.at("line");
	source.problems.push_back({line > 0 ? fmt::format("{}:{}", file, line) : file,
		fmt::format("its {} cannot be written as SQL: {}", direction, error),
		"Where it reads from the database, write it as SQL that does so, with op.execute(). --force writes a file "
		"that is to be completed.",
		true});
}

void take_upgrade(const Json &side, ImportSource &source, core::NewScript &script) {
	if (!side.contains("error"))
		return take_statements(side.at("statements"), script.upgrade, script.upgrade_transaction);
	take_error(side, source, "upgrade");
	const std::string text =
		fmt::format("write the upgrade of {} as SQL: Alembic could not", script.revision.id);
	script.upgrade = fmt::format("-- {}\nDO $$BEGIN RAISE EXCEPTION {}; END$$;\n",
		side.at("error").get<std::string>(), core::text::sql_literal(text));
}

void take_downgrade(const Json &side, ImportSource &source, core::NewScript &script) {
	if (!side.contains("error")) {
		take_statements(side.at("statements"), script.downgrade, script.downgrade_transaction);
		script.empty_downgrade = script.downgrade.empty();
		return;
	}
	script.irreversible = side.at("error");
	script.has_downgrade = false;
	if (!side.at("told").get<bool>()) // raise NotImplementedError says that there is no way back
		take_error(side, source, "downgrade");
}

Imported take_revision(const Json &revision, ImportSource &source) {
	Imported one;
	one.where = shown(revision.at("file"));
	core::NewScript &script = one.script;
	script.revision = {.id = revision.at("id"),
		.revises = revision.at("revises"),
		.depends_on = revision.at("depends_on"),
		.branch_labels = revision.at("branch_labels"),
		.message = revision.at("message")};
	take_upgrade(revision.at("upgrade"), source, script);
	take_downgrade(revision.at("downgrade"), source, script);
	script.empty = script.upgrade.empty() && script.downgrade.empty() && script.has_downgrade;
	return one;
}

// What env.py runs beside the revisions, but for transactions and Alembic's own table.
void note_what_is_outside(const Json &result, ImportSource &source) {
	const std::string table = source.version_table;
	for (const std::string text : result.at("outside"))
		if (!is_word(text, "begin;") && !is_word(text, "commit;") && text.find(table) == text.npos)
			source.notes.push_back(fmt::format(
				"left out, for env.py runs it before or after every run: {}", core::text::trim(text)));
}

} // namespace

ImportSource read_alembic(const Options &options) {
	const Json result = ask_alembic(options);
	ImportSource source;
	if (result.at("version_table").is_string())
		source.version_table = result.at("version_table");
	for (const Json &revision : result.at("revisions"))
		source.revisions.push_back(take_revision(revision, source));
	note_what_is_outside(result, source);
	return source;
}

} // namespace pgmigrate::client
