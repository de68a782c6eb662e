#include "client/directory.hpp"

#include <algorithm>
#include <unordered_map>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/merge_conflict.hpp"
#include "client/sql_files.hpp"
#include "client/text_file.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

// Adds the scripts of a file.
void read_file(Directory &directory, const fs::path &path, const OnBroken &on_broken) try {
	const std::string text = read_text(path), name = path.filename().string();
	const std::vector<std::string_view> parts = core::split_files(text);
	const int conflict = conflict_line(text);
	int line = 1;
	for (std::string_view part : parts) {
		try {
			core::Script script = core::parse_script(part, name);
			directory.origins.push_back({path, std::string(parts.size() == 1 ? text : script.text), line});
			directory.scripts.push_back(std::move(script));
		} catch (core::Error &error) {
			error.where.file = path.string();
			if (error.where.line > 0)
				error.where.line += line - 1;
			if (conflict != 0)
				throw UnresolvedConflict(path.string(), conflict, error.where.revision);
			on_broken();
		}
		line += static_cast<int>(std::ranges::count(part, '\n'));
	}
	if (conflict != 0)
		throw UnresolvedConflict(path.string(), conflict, {});
} catch (const Failure &) { // it cannot be read
	on_broken();
}

// Leaves one of those that have the same id.
void leave_distinct(Directory &directory, const OnBroken &on_broken) {
	std::unordered_map<std::string, std::size_t> first;
	std::vector<bool> is_double(directory.scripts.size());
	for (std::size_t i = 0; i < directory.scripts.size(); ++i) {
		const std::string &id = directory.scripts[i].revision.id;
		const Origin &origin = directory.origins[i];
		const auto [other, is_new] = first.emplace(id, i);
		if (is_new)
			continue;
		is_double[i] = true;
		try {
			throw core::Error(core::condition::duplicate_revision,
				fmt::format("revision \"{}\" is there twice", id),
				fmt::format("It is in \"{}\" and in \"{}\".", directory.origins[other->second].path.string(),
					origin.path.string()),
				"Give one of them another id, or delete it.")
				.at({origin.path.string(), id, directory.line_of(i, "revision"), 0});
		} catch (const core::Error &) {
			on_broken();
		}
	}
	if (first.size() < is_double.size()) {
		const auto leave = [&](auto &all) {
			std::size_t kept = 0;
			for (std::size_t i = 0; i < is_double.size(); ++i)
				if (!is_double[i] && kept++ != i)
					all[kept - 1] = std::move(all[i]);
			all.erase(all.begin() + static_cast<std::ptrdiff_t>(kept), all.end());
		};
		leave(directory.scripts);
		leave(directory.origins);
	}
}

[[noreturn]] void throw_again() {
	throw;
}

} // namespace

std::vector<std::string> Directory::ids() const {
	std::vector<std::string> ids;
	for (const core::Script &script : scripts)
		ids.push_back(script.revision.id);
	return ids;
}

std::set<std::string, std::less<>> Directory::replaced_ids() const {
	std::set<std::string, std::less<>> ids;
	for (const core::Script &script : scripts)
		ids.insert(script.revision.replaces.begin(), script.revision.replaces.end());
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

int Directory::line_of(std::size_t place, std::string_view key) const {
	int line = origins[place].first_line;
	for (std::string_view text : core::text::split(origins[place].text, '\n')) {
		if (text.starts_with("-- migrate:"))
			break;
		if (text.starts_with("--")) {
			const std::string_view comment = core::text::trim(text.substr(2));
			if (comment.starts_with(key) && core::text::trim(comment.substr(key.size())).starts_with(':'))
				return line;
		}
		++line;
	}
	return origins[place].first_line;
}

Directory read_migration_file(const fs::path &path) {
	Directory directory;
	directory.path = path.parent_path();
	read_file(directory, path, throw_again);
	return directory;
}

Directory read_directories(const std::vector<fs::path> &paths) {
	return read_directories(paths, throw_again);
}

Directory read_directories(const std::vector<fs::path> &paths, const OnBroken &on_broken) {
	Directory directory;
	directory.path = paths.front();
	for (const fs::path &path : paths)
		for (const fs::path &file : sql_files(path))
			read_file(directory, file, on_broken);
	leave_distinct(directory, on_broken);
	core::place_scripts_without_header(directory.scripts, {}, [](const std::string &) { return false; });
	return directory;
}

} // namespace pgmigrate::client
