// import: another tool's directory becomes migration files, and what it has recorded in a database a stamp.
#include "client/commands.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/failure.hpp"
#include "client/head_file.hpp"
#include "client/import.hpp"
#include "client/import_versions.hpp"
#include "client/render.hpp"
#include "client/server_rows.hpp"
#include "client/step_line.hpp"
#include "client/synchronize.hpp"
#include "client/talk.hpp"
#include "client/text_file.hpp"
#include "client/workspace.hpp"
#include "client/written.hpp"
#include "core/checksum.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

// A migration file that is to be there.
struct NewFile {
	fs::path path;
	std::string id, text;
};

// Nothing of another tool can be read as migration files, and what is read must not be what is written.
void check_is_elsewhere(const Options &options) {
	const Config config = find_config(options);
	std::error_code error;
	if (!fs::is_directory(options.folder, error))
		throw Failure(ExitCode::refused, fmt::format("there is no directory \"{}\"", options.folder));
	const auto is_it = [&](const fs::path &directory) {
		return fs::equivalent(directory, options.folder, error);
	};
	if (std::ranges::any_of(config.directories, is_it))
		throw Failure(ExitCode::refused,
			fmt::format("\"{}\" is the directory that migration files are written to", options.folder), {},
			options.tool == "dbmate"
				? "Files of dbmate are taken there as they are; there is nothing to import."
				: "Name another one: \"pgmigrate init DIRECTORY\" makes it.");
}

// Sections end with their last line of text, wherever the next one began.
std::string without_end(std::string_view sql) {
	const std::size_t end = sql.find_last_not_of(" \t\r\n");
	return end == sql.npos ? std::string() : fmt::format("{}\n", sql.substr(0, end + 1));
}

// The migration file of each revision; what cannot be one is a problem.
std::vector<NewFile> files_to_be(ImportSource &source, const fs::path &directory) {
	std::vector<NewFile> files;
	for (Imported &one : source.revisions) {
		one.script.upgrade = without_end(one.script.upgrade);
		one.script.downgrade = without_end(one.script.downgrade);
		try {
			core::check_revision_id(one.script.revision.id);
			std::string text = core::write_script(one.script);
			core::parse_scripts(text, one.where);
			files.push_back(
				{directory / core::file_name(one.script.revision), one.script.revision.id, std::move(text)});
		} catch (const core::Error &error) {
			source.problems.push_back({one.where,
				error.detail.empty() ? error.message : fmt::format("{}: {}", error.message, error.detail),
				error.hint});
		}
	}
	std::ranges::stable_sort(source.problems, {}, [](const ImportProblem &problem) {
		return problem.where.substr(0, problem.where.find(':')); // by file, in the order they were found in
	});
	return files;
}

Row problem_rows(const ImportSource &source) {
	Row rows = Row::array();
	for (const ImportProblem &problem : source.problems)
		rows.push_back({{"where", problem.where}, {"message", problem.message}, {"hint", problem.hint}});
	return {{"problems", rows}};
}

void check_problems(const Options &options, const ImportSource &source) {
	for (const ImportProblem &problem : source.problems)
		say("{}: {}\n    {}\n", problem.where, problem.message, problem.hint);
	const auto grave = std::ranges::count(source.problems, false, &ImportProblem::can_be_left_out);
	const auto count = options.force ? static_cast<std::size_t>(grave) : source.problems.size();
	if (count > 0)
		even_if_unread([&] { Written(options).print(problem_rows(source)); });
	if (count > 0)
		throw Failure(ExitCode::refused,
			fmt::format("{} of \"{}\" cannot be taken over",
				count == 1 ? "a part" : fmt::format("{} parts", count), options.folder),
			"Nothing was written.",
			grave == 0 ? "Do what stands above; or --force, which takes over the rest."
					   : "Do what stands above, then try again.");
	if (source.revisions.empty())
		throw Failure(
			ExitCode::refused, fmt::format("\"{}\" has no revisions of {}", options.folder, options.tool));
}

// Leaves those that are not there yet. Throws refused if another revision or file is in the way, or if there would be
// two histories in one directory.
void leave_new(std::vector<NewFile> &files, const Directory &directory) {
	const std::size_t all = files.size();
	for (const NewFile &file : files) {
		const auto place = directory.find(file.id);
		if (place && core::normalize(directory.origins[*place].text) != core::normalize(file.text))
			throw Failure(ExitCode::refused,
				fmt::format("revision \"{}\" is there and differs, in \"{}\"", file.id,
					directory.origins[*place].path.string()),
				"Nothing was written.", "Move the file away to import it again.");
		if (!place && fs::exists(file.path))
			throw Failure(ExitCode::refused, fmt::format("file \"{}\" exists", file.path.string()),
				"Nothing was written.", "Move it away first.");
	}
	std::erase_if(files, [&](const NewFile &file) { return directory.find(file.id).has_value(); });
	if (files.size() == all && !directory.scripts.empty())
		throw Failure(ExitCode::refused,
			fmt::format("directory \"{}\" has other revisions", directory.path.string()),
			"The imported ones would be a second history beside them. Nothing was written.",
			"Import into an empty directory: \"pgmigrate init DIRECTORY\" makes one.");
}

// Throws what is wrong with the graph as it will be.
void check_graph(const Directory &directory, const ImportSource &source) {
	std::vector<core::Revision> revisions;
	for (const core::Script &script : directory.scripts)
		revisions.push_back(script.revision);
	for (const Imported &one : source.revisions)
		if (!directory.find(one.script.revision.id))
			revisions.push_back(one.script.revision);
	core::RevisionGraph(std::move(revisions)); // as the reader of the directory would
}

// All of them, or none.
void write_all(const std::vector<NewFile> &files) {
	std::size_t written = 0;
	try {
		for (; written < files.size(); ++written)
			write_text(files[written].path, files[written].text, IfThere::refuse);
	} catch (...) {
		for (std::size_t i = 0; i < written; ++i)
			fs::remove(files[i].path);
		throw;
	}
}

// Records what the tool's table in the database has as applied.
void stamp_recorded(const Options &options, const ImportTool &tool, const ImportSource &source) {
	const Workspace workspace = Workspace::open(options);
	Session session(options, workspace,
		{.functions = {"manifest", "upload", "stamp", "current"}, .if_missing = Needs::IfMissing::create});
	const RecordedVersions recorded = recorded_versions(session, tool, source);
	if (recorded.targets.empty())
		return say("table {} has nothing as applied; nothing to stamp\n", recorded.table);
	const std::vector<std::string> now = first_column(
		session.query("SELECT c.revision FROM pgmigrate.current(project => $1, target_schema => $2) c",
			{session.project, session.target_schema}));
	std::vector<std::string> wanted = recorded.targets, have = now;
	std::ranges::sort(wanted);
	std::ranges::sort(have);
	if (!have.empty() && have != wanted)
		throw Failure(ExitCode::refused, fmt::format("the database is at {} already", fmt::join(now, ", ")),
			fmt::format(
				"Table {} has {}. Nothing was stamped.", recorded.table, fmt::join(recorded.targets, ", ")),
			fmt::format(
				"\"pgmigrate stamp {}\x02\" records it nevertheless.", fmt::join(recorded.targets, " ")));
	say("table {} has {} as applied\n", recorded.table, fmt::join(recorded.targets, ", "));
	const Parameter revisions = upload_first(session, workspace);
	const Result lines = session.change(
		"SELECT * FROM pgmigrate.stamp(targets => $1::pg_catalog.text[], project => $2, target_schema => $3,"
		" revisions => $4::pg_catalog.text[])",
		{array_literal(recorded.targets), session.project, session.target_schema, revisions});
	for (int row = 0; row < lines.size(); ++row)
		show_step(options, "stamp", lines.text(row, 0));
	if (lines.empty())
		say("nothing to do: at {}\n", fmt::join(now, ", "));
}

} // namespace

ExitCode import_directory(const Options &options) {
	if (!options.alembic_name.empty() && options.tool != "alembic")
		throw Failure(ExitCode::usage, fmt::format("--alembic-name says nothing of {}", options.tool));
	check_is_elsewhere(options);
	const Workspace workspace = Workspace::open(options);
	const Directory &directory = workspace.need_directory();
	const HeadFileState head_file = look_at_head_file(workspace.config, workspace.need_directory());
	const ImportTool &tool = *find_import_tool(options.tool);
	ImportSource source = tool.read(options);
	std::vector<NewFile> files = files_to_be(source, directory.path);
	check_problems(options, source);
	leave_new(files, directory);
	check_graph(directory, source);
	write_all(files);
	even_if_unread([&] {
		Written written(options);
		for (const NewFile &file : files)
			written.add({{"revision", file.id}, {"path", file.path.string()}});
		written.print(problem_rows(source));
	});
	for (const std::string &note : source.notes)
		say("{}\n", note);
	if (files.empty())
		say("nothing to import: the directory has all of \"{}\"\n", options.folder);
	else
		write_head_file(workspace.config, head_file);
	if (!options.stamp) {
		say("to record in a database what {} has applied there: \"pgmigrate import {} {}{} --stamp\"\n",
			tool.name, tool.name, shell_word(options.folder),
			options.alembic_name.empty() ? "" : " --alembic-name " + shell_word(options.alembic_name));
		return ExitCode::done;
	}
	check_output_was_written("The files are there; nothing was stamped.");
	stamp_recorded(options, tool, source);
	return ExitCode::done;
}

} // namespace pgmigrate::client
