#include "client/directory.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/text_file.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> migration_files(const fs::path &directory) {
	std::vector<fs::path> files;
	std::error_code error;
	for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
		 entry.increment(error)) {
		const std::string name = entry->path().filename().string();
		if (!name.ends_with(".sql") || name.starts_with('.') || !entry->is_regular_file(error))
			continue;
		files.push_back(entry->path());
	}
	if (error)
		throw Failure(ExitCode::refused,
			fmt::format("could not read directory \"{}\": {}", directory.string(), error.message()));
	std::ranges::sort(files);
	return files;
}

void read_file(Directory &directory, const fs::path &path) {
	std::string text = read_text(path);
	std::vector<core::Script> scripts;
	try {
		scripts = core::parse_scripts(text, path.filename().string());
	} catch (core::Error &error) {
		error.where.file = path.string();
		throw;
	}
	int line = 1;
	for (core::Script &script : scripts) {
		directory.origins.push_back({path, scripts.size() == 1 ? std::move(text) : script.text, line});
		line += static_cast<int>(std::ranges::count(script.text, '\n'));
		directory.scripts.push_back(std::move(script));
	}
}

void check_distinct(const Directory &directory) {
	std::unordered_map<std::string_view, std::size_t> first;
	for (std::size_t i = 0; i < directory.scripts.size(); ++i) {
		const std::string &id = directory.scripts[i].revision.id;
		const auto [other, is_new] = first.emplace(id, i);
		if (is_new)
			continue;
		throw core::Error(core::condition::duplicate_revision,
			fmt::format("revision \"{}\" is there twice", id),
			fmt::format("It is in \"{}\" and in \"{}\".", directory.origins[other->second].path.string(),
				directory.origins[i].path.string()),
			"Give one of them another id, or delete it.");
	}
}

} // namespace

std::vector<std::string> Directory::ids() const {
	std::vector<std::string> ids;
	for (const core::Script &script : scripts)
		ids.push_back(script.revision.id);
	return ids;
}

core::RevisionGraph Directory::graph() const {
	std::vector<core::Revision> revisions;
	for (const core::Script &script : scripts)
		revisions.push_back(script.revision);
	return core::RevisionGraph(std::move(revisions));
}

std::optional<std::size_t> Directory::find(std::string_view id) const {
	const auto found = std::ranges::find(scripts, id, [](const core::Script &s) { return s.revision.id; });
	if (found == scripts.end())
		return std::nullopt;
	return static_cast<std::size_t>(found - scripts.begin());
}

Directory read_migration_file(const fs::path &path) {
	Directory directory;
	directory.path = path.parent_path();
	read_file(directory, path);
	return directory;
}

Directory read_directories(const std::vector<fs::path> &paths) {
	Directory directory;
	directory.path = paths.front();
	for (const fs::path &path : paths)
		for (const fs::path &file : migration_files(path))
			read_file(directory, file);
	check_distinct(directory);
	core::place_scripts_without_header(directory.scripts, {}, [](const std::string &) { return false; });
	return directory;
}

} // namespace pgmigrate::client
