#include "client/wanted_schema.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/other_database.hpp"
#include "client/text_file.hpp"
#include "core/schema/ddl/writer.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> sql_files(const fs::path &directory) {
	std::vector<fs::path> files;
	std::error_code error;
	for (fs::recursive_directory_iterator entry(directory, error), end; !error && entry != end;
		 entry.increment(error)) {
		const std::string name = entry->path().filename().string();
		if (name.ends_with(".sql") && !name.starts_with('.') && entry->is_regular_file(error))
			files.push_back(entry->path());
	}
	if (error)
		throw Failure(ExitCode::refused,
			fmt::format("could not read directory \"{}\": {}", directory.string(), error.message()));
	std::ranges::sort(files);
	return files;
}

std::string read_directory(const fs::path &directory) {
	std::string sql;
	for (const fs::path &file : sql_files(directory))
		sql.append(read_text(file)).append("\n");
	if (sql.empty())
		throw Failure(ExitCode::refused,
			fmt::format("there are no files \"*.sql\" in \"{}\"", directory.string()),
			"An empty wanted schema would drop all there is.", "Name another directory, or a file.");
	return sql;
}

} // namespace

std::string wanted_schema(const Options &options, const Config &config) {
	if (!options.from_database.empty()) {
		const core::schema::SnapshotOptions reading{
			.schemas = options.schemas, .owners = false, .privileges = false};
		return core::schema::write_schema(
			read_other(options, config, options.from_database, reading).snapshot);
	}
	const fs::path path = options.wanted.empty() ? config.wanted_schema : fs::path(options.wanted);
	if (path.empty())
		throw Failure(ExitCode::usage, "it is not said which schema is wanted", {},
			"Name SQL that makes it by --wanted or \"wanted_schema\" in the configuration, or a database that has it "
			"by --from-database.");
	std::error_code error;
	return fs::is_directory(path, error) ? read_directory(path) : read_text(path);
}

} // namespace pgmigrate::client
