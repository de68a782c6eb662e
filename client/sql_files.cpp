#include "client/sql_files.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/failure.hpp"

namespace pgmigrate::client {

namespace fs = std::filesystem;

std::vector<fs::path> sql_files(const fs::path &directory, bool deep) {
	std::vector<fs::path> files;
	std::error_code error;
	const auto add_all = [&](auto entry) {
		for (decltype(entry) end; !error && entry != end; entry.increment(error)) {
			const std::string name = entry->path().filename().string();
			if (name.ends_with(".sql") && !name.starts_with('.') && entry->is_regular_file(error))
				files.push_back(entry->path());
		}
	};
	if (deep)
		add_all(fs::recursive_directory_iterator(directory, error));
	else
		add_all(fs::directory_iterator(directory, error));
	if (error)
		throw Failure(ExitCode::refused,
			fmt::format("could not read directory \"{}\": {}", directory.string(), error.message()));
	std::ranges::sort(files);
	return files;
}

} // namespace pgmigrate::client
