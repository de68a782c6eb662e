#include "client/file_to_keep.hpp"

#include <system_error>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/render.hpp"
#include "client/text_file.hpp"

namespace pgmigrate::client {

namespace fs = std::filesystem;

FileToKeep::~FileToKeep() {
	std::error_code no_matter;
	if (is_written_ && !is_kept_)
		fs::remove(path_, no_matter);
}

void FileToKeep::write(std::string_view text) {
	write_text(path_, text, IfThere::refuse);
	is_written_ = true;
}

void check_is_free(const fs::path &path) {
	if (fs::exists(fs::symlink_status(path)))
		throw Failure(ExitCode::refused, fmt::format("file \"{}\" exists", path.string()), {},
			"Move it away first, or name the revision otherwise with --rev-id.");
}

void store_with_file(const fs::path &path, const std::string &revision, const std::string &done_by_nobody,
	const std::function<void(FileToKeep &)> &store) {
	FileToKeep file(path);
	try {
		store(file);
		file.keep();
	} catch (Failure &failure) {
		if (file.is_written()) { // lost while it committed
			failure.detail = fmt::format("Whether revision \"{}\" is stored is not known.", revision);
			failure.hint = fmt::format(
				"\"pgmigrate status\x02\" tells; if it is, \"pgmigrate export {} -o {}\x01\" writes its file, which is not "
				"there now.",
				shell_word(revision), shell_word(path.string()));
		} else if (failure.code == ExitCode::refused && failure.detail.empty())
			failure.detail = done_by_nobody;
		throw;
	}
}

} // namespace pgmigrate::client
