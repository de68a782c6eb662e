// The migration files of a directory, read and parsed.
#pragma once
#include <filesystem>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/revision_graph.hpp"
#include "core/script_file.hpp"

namespace pgmigrate::client {

// Where a script came from, and the very text that is uploaded for it.
struct Origin {
	std::filesystem::path path; // as seen from the working directory
	std::string text;
	int first_line = 1; // of the script in its file
};

struct Directory {
	std::filesystem::path path;        // of new files; the first of several
	std::vector<core::Script> scripts; // by file name, one directory after the other
	std::vector<Origin> origins;       // of scripts, in their order

	std::vector<std::string> ids() const;
	// Those that have become a part of another one, as its file says.
	std::set<std::string, std::less<>> replaced_ids() const;
	core::RevisionGraph graph() const;
	// The place of an id in scripts.
	std::optional<std::size_t> find(std::string_view id) const;
	// The line in its file where the header of the script at a place has "-- key:"; its first line if it has none.
	int line_of(std::size_t place, std::string_view key) const;
};

// Reads one file. Throws core::Error with file and line.
Directory read_migration_file(const std::filesystem::path &path);

// Reads every *.sql of directories that hold one graph together. Throws core::Error with file and line for the first one that is broken, or whose
// revision another one has.
Directory read_directories(const std::vector<std::filesystem::path> &paths);

// The same, but what is broken is left out: the function is called for each, and finds the exception, a core::Error or a
// Failure, as the current one.
using OnBroken = std::function<void()>;
Directory read_directories(const std::vector<std::filesystem::path> &paths, const OnBroken &on_broken);

} // namespace pgmigrate::client
