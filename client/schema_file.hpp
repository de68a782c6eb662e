// The file with the schema as SQL, for people and version control to compare.
#pragma once
#include <filesystem>
#include <string_view>

#include "client/config.hpp"
#include "client/session.hpp"

namespace pgmigrate::client {

// Writes a text where another one may be, all of it or nothing; false if it is there already.
bool write_if_changed(const std::filesystem::path &path, std::string_view text);

// The schema file of a run, by --schema-file or the configuration; does nothing where none is named.
class SchemaFile {
public:
	// Throws refused, before anything runs, if the file cannot be written.
	SchemaFile(const Options &options, const Config &config);

	bool is_wanted() const { return !path_.empty(); }
	// Writes it after a run. Throws unreported if that fails, for the run is done.
	void write(Session &session) const;
	// Says that it is left as it is, for the server runs alone.
	void say_left() const;

private:
	const std::filesystem::path path_;
};

} // namespace pgmigrate::client
