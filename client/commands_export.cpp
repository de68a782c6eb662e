// export: from the server back to files.
#include "client/commands.hpp"

#include <algorithm>
#include <unordered_set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/failure.hpp"
#include "client/head_file.hpp"
#include "client/session.hpp"
#include "client/text_file.hpp"
#include "client/talk.hpp"
#include "client/workspace.hpp"
#include "client/written.hpp"
#include "core/checksum.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

// Whether two texts are the same migration file: psql's backquotes eat the last line end of what they upload.
bool same_text(std::string_view one, std::string_view other) {
	return core::normalize(one) == core::normalize(other);
}

// Writes a text to where another may be; nothing if that is the same. A differing one needs --force. A device or a pipe
// takes it as it comes.
bool write_unless_same(const fs::path &path, std::string_view text, bool force) {
	if (is_device(path)) {
		write_text(path, text, IfThere::overwrite);
		return true;
	}
	if (!fs::exists(path)) {
		write_text(path, text, IfThere::refuse);
		return true;
	}
	if (same_text(read_text(path), text))
		return false;
	if (!force)
		throw Failure(ExitCode::refused, fmt::format("file \"{}\" exists and differs", path.string()), {},
			"--force overwrites it.");
	write_text(path, text, IfThere::overwrite);
	return true;
}

struct Exported {
	std::string revision;
	fs::path path;
	std::string text;
};

// Whether a directory's reader would take a file of that name.
bool is_file_name(std::string_view name) {
	return name.ends_with(".sql") && !name.starts_with('.');
}

// The name of a new file with the revision.
std::string made_name(const std::string &id, std::string_view text) {
	core::Revision revision = core::parse_scripts(text, id).front().revision;
	revision.id = id;
	return core::file_name(revision);
}

// Everything on the server with the file it belongs into: that of the directory, or one of its uploaded name.
std::vector<Exported> stored_files(Session &session, const Directory &directory) {
	const Result stored = session.query(
		"SELECT m.revision, coalesce(m.name, ''), pgmigrate.export(revision => m.revision, project => $1)"
		" FROM pgmigrate.manifest(project => $1) m",
		{session.project});
	const auto replaced = directory.replaced_ids();
	std::vector<Exported> files;
	for (int row = 0; row < stored.size(); ++row) {
		const std::string id(stored.text(row, 0));
		std::string text(stored.text(row, 2));
		if (replaced.contains(id))
			continue;
		if (const auto place = directory.find(id)) {
			// Of a file with several scripts only this one is known, and that it is the same.
			const bool same = same_text(directory.origins[*place].text, text);
			if (!same)
				files.push_back({id, directory.origins[*place].path, std::move(text)});
			continue;
		}
		const std::string name = fs::path(stored.text(row, 1)).filename().string();
		files.push_back(
			{id, directory.path / (is_file_name(name) ? name : made_name(id, text)), std::move(text)});
	}
	return files;
}

// Refuses before the first file is written.
void check_targets(const std::vector<Exported> &files, const Directory &directory, bool force) {
	std::vector<std::string> differing;
	std::unordered_set<std::string> seen;
	for (const Exported &file : files) {
		const std::string path = file.path.string();
		const auto in_it = std::ranges::count(directory.origins, file.path, &Origin::path);
		if (!seen.insert(path).second || in_it > 1)
			throw Failure(ExitCode::refused, fmt::format("several revisions belong into file \"{}\"", path),
				{}, "Export them one by one, with -o.");
		if (!force && fs::exists(file.path) && !same_text(read_text(file.path), file.text))
			differing.push_back(path);
	}
	if (!differing.empty())
		throw Failure(ExitCode::refused, "the directory has files that differ from what the server holds",
			fmt::format("They are: {}. Nothing was written.", fmt::join(differing, ", ")),
			"--force overwrites them.");
}

ExitCode export_all(const Options &options, const Workspace &workspace, Session &session) {
	const Directory &directory = workspace.need_directory();
	const std::vector<Exported> files = stored_files(session, directory);
	check_targets(files, directory, options.force);
	const HeadFileState head_file = look_at_head_file(workspace.config, directory);
	Written written(options);
	written.during([&] {
		for (const Exported &file : files)
			if (write_unless_same(file.path, file.text, options.force))
				written.add({{"revision", file.revision}, {"path", file.path.string()}});
	});
	written.print();
	if (!written.empty()) // heads that were not listed need no word: they were not here
		write_head_file(
			workspace.config, head_file == HeadFileState::conflicted ? head_file : HeadFileState::fits);
	else
		say("nothing to export: the directory has all that the server holds\n");
	return ExitCode::done;
}

// To a file, or to standard output. Only an object needs the id, which the target may be a part of.
ExitCode export_one(const Options &options) {
	Needs needs{.functions = {"export"}};
	if (options.json)
		needs.functions.emplace_back("show");
	Session session(options, find_config(options), needs);
	const std::initializer_list<Parameter> parameters{options.target, session.project};
	const Result script = session.query("SELECT pgmigrate.export(revision => $1, project => $2)", parameters);
	const std::string_view text = script.text(0, 0);
	const bool is_written = !options.output.empty() && write_unless_same(options.output, text, options.force);
	if (options.json) {
		const Result id =
			session.query("SELECT s.revision FROM pgmigrate.show(target => $1, project => $2) s", parameters);
		Written written(options);
		if (is_written)
			written.add({{"revision", id.text(0, 0)}, {"path", options.output}});
		else if (options.output.empty())
			written.add({{"revision", id.text(0, 0)}, {"script", text}});
		written.print();
	} else if (options.output.empty())
		fmt::print("{}", text);
	if (is_written)
		say("wrote \"{}\"\n", options.output);
	return ExitCode::done;
}

} // namespace

ExitCode export_scripts(const Options &options) {
	if (options.all == options.target.has_value())
		throw Failure(ExitCode::usage, "export wants a revision, or --all", {}, "Run it with --help.");
	if (options.all && !options.output.empty())
		throw Failure(ExitCode::usage, "--all writes into the directory and takes no --output");
	if (options.all) {
		const Workspace workspace = Workspace::open(options);
		workspace.check_has_directory();
		Session session(options, workspace, {.functions = {"manifest", "export"}});
		return export_all(options, workspace, session);
	}
	return export_one(options);
}

} // namespace pgmigrate::client
