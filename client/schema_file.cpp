#include "client/schema_file.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "client/failure.hpp"
#include "client/read_schema.hpp"
#include "client/render.hpp"
#include "client/talk.hpp"
#include "client/text_file.hpp"
#include "core/schema/ddl/writer.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

// Whether the file is there with that text; one that cannot be read is another one.
bool holds(const fs::path &path, std::string_view text) {
	std::error_code error;
	if (fs::file_size(path, error) != text.size() || error)
		return false;
	try {
		return read_text(path) == text;
	} catch (const Failure &) {
		return false;
	}
}

// A new file takes the place of the old one, so that it is its folder that has to be written to.
void check_can_be_written(const fs::path &path) {
	const auto fail = [&](int why) {
		throw Failure(ExitCode::refused,
			fmt::format("could not write \"{}\": {}", path.string(), std::strerror(why)),
			"It is the schema file; nothing was run.",
			"Name another one by --schema-file or \"schema_file\" in the configuration; --schema-file '' leaves it out.");
	};
	std::error_code error;
	if (fs::is_directory(path, error))
		fail(EISDIR);
	if (is_device(path))
		return;
	const fs::path folder =
		(fs::is_symlink(path, error) ? fs::weakly_canonical(path, error) : path).parent_path();
	if (access(folder.empty() ? "." : folder.c_str(), W_OK | X_OK) != 0)
		fail(errno);
}

std::string text_of(Session &session) {
	const core::schema::Snapshot snapshot = session.schema({.schemas = {}, .owners = false});
	warn_of_what_is_not_modelled(snapshot);
	return core::schema::write_schema(snapshot);
}

// What failed after the run, as an error that says that the run stands.
[[noreturn]] void fail_after_run(const std::string &message, const fs::path &path) {
	throw Failure(ExitCode::unreported, message, "The run is done, and stands; the schema file is as it was.",
		fmt::format("\"pgmigrate schema -o {}\x02\" writes it.", shell_word(path.string())));
}

} // namespace

bool write_if_changed(const fs::path &path, std::string_view text) {
	if (holds(path, text))
		return false;
	write_text(path, text, IfThere::overwrite);
	return true;
}

SchemaFile::SchemaFile(const Options &options, const Config &config)
	: path_(options.schema_file ? fs::path(*options.schema_file) : config.schema_file) {
	if (is_wanted())
		check_can_be_written(path_);
}

void SchemaFile::write(Session &session) const {
	if (!is_wanted())
		return;
	try {
		if (write_if_changed(path_, text_of(session)))
			say("wrote \"{}\"\n", path_.string());
	} catch (const Failure &failure) {
		fail_after_run(failure.message, path_);
	} catch (const ServerError &error) {
		fail_after_run(error.message, path_);
	}
}

void SchemaFile::say_left() const {
	if (is_wanted())
		say("\"{}\" is left as it is; \"pgmigrate schema -o {}\" writes it when the run has ended\n",
			path_.string(), shell_word(path_.string()));
}

} // namespace pgmigrate::client
