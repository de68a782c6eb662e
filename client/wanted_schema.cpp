#include "client/wanted_schema.hpp"

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/other_database.hpp"
#include "client/sql_files.hpp"
#include "client/text_file.hpp"
#include "core/schema/ddl/writer.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

std::string read_directory(const fs::path &directory) {
	std::string sql;
	for (const fs::path &file : sql_files(directory, true))
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
