#include "client/command_line.hpp"

namespace pgmigrate::client {

namespace {

void add_schemas(CommandLine &line, CLI::App *command) {
	line.add_list(
		command, "--schema", line.options().schemas, "One of the schemas (default all); repeatable");
}

void add_schema(CommandLine &line) {
	CLI::App *schema_ = line.add("schema",
		"Show the schema as SQL that makes it in an empty database; needs no extension", show_schema);
	schema_->add_option("-o,--output", line.options().output,
		"Write it there, where that is not the same (else standard output)");
	add_schemas(line, schema_);
	schema_->add_flag("--owners", line.options().owners, "With the owners of the objects");
	schema_->add_flag("--privileges", line.options().privileges, "With grants and default privileges");
	schema_->add_flag("--snapshot", line.options().snapshot, "As JSON, which the function pgmigrate.compare() takes");
	schema_->add_flag("--check", line.options().check,
		"Write nothing; exit with 1 if the file is not what the database holds");
	line.add_json(schema_, "One JSON object with it, or with its file");
}

} // namespace

void declare_schema_commands(CommandLine &line) {
	add_schema(line);
}

} // namespace pgmigrate::client
