#include "client/replaced_files.hpp"

#include <cerrno>
#include <cstring>
#include <ranges>
#include <system_error>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/text_file.hpp"

namespace pgmigrate::client {

namespace fs = std::filesystem;

namespace {

// A name that is no migration file's, beside the file, so that it comes back by a rename.
fs::path aside_of(const fs::path &path) {
	return path.parent_path() / fmt::format(".{}.old", path.filename().string());
}

} // namespace

ReplacedFiles::~ReplacedFiles() {
	std::error_code no_matter;
	for (const File &file : std::views::reverse(files_))
		fs::rename(file.aside, file.path, no_matter);
}

void ReplacedFiles::remove(const fs::path &path) {
	const fs::path aside = aside_of(path);
	std::error_code error;
	fs::rename(path, aside, error);
	if (error)
		throw Failure(
			ExitCode::refused, fmt::format("could not remove \"{}\": {}", path.string(), error.message()));
	files_.push_back({path, aside});
}

void ReplacedFiles::replace(const fs::path &path, std::string_view text) {
	remove(path);
	write_text(path, text, IfThere::refuse);
}

void ReplacedFiles::keep() {
	std::error_code no_matter;
	for (const File &file : files_)
		fs::remove(file.aside, no_matter);
	files_.clear();
}

} // namespace pgmigrate::client
