// What other tools' migration directories become: a migration file a revision.
#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "client/options.hpp"
#include "core/script_file.hpp"

namespace pgmigrate::client {

// A revision of another tool.
struct Imported {
	core::NewScript script;
	std::string where; // the file it was made of
};

// What cannot be taken over.
struct ImportProblem {
	std::string where; // "file:line", or the file
	std::string message, hint;
	bool can_be_left_out = false; // by --force
};

struct ImportSource {
	std::vector<Imported> revisions; // parents first
	std::vector<ImportProblem> problems;
	std::vector<std::string> notes; // what people should know
	std::string version_table;      // where it is not named as always
};

// Each reads a tool's directory. Throws Failure if there is none; what is wrong with a file is a problem.
ImportSource read_dbmate(const Options &options);         // import_marked.cpp
ImportSource read_goose(const Options &options);          // import_marked.cpp
ImportSource read_golang_migrate(const Options &options); // import_named.cpp
ImportSource read_flyway(const Options &options);         // import_named.cpp
ImportSource read_alembic(const Options &options);        // import_alembic.cpp

// A tool that can be imported from.
struct ImportTool {
	std::string_view name;
	ImportSource (*read)(const Options &);
	std::string_view version_table;
	std::string_view version_column;    // that it has
	std::string_view no_version_column; // that it has not: others' tables of its name do
};

// Nothing if there is none of that name.
const ImportTool *find_import_tool(std::string_view name);
std::vector<std::string> import_tool_names();

} // namespace pgmigrate::client
