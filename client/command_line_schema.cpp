#include "client/command_line.hpp"

namespace pgmigrate::client {

namespace {

void add_schemas(CommandLine &line, CLI::App *command) {
	line.add_list(
		command, "--schema", line.options().schemas, "One of the schemas (default all); repeatable");
}

void add_column_order(CommandLine &line, CLI::App *command) {
	command->add_flag("--strict-column-order", line.options().strict_column_order,
		"Another order of columns is a difference, too");
}

void add_rights(CommandLine &line, CLI::App *command) {
	command->add_flag("--owners", line.options().owners, "With the owners of the objects");
	command->add_flag("--privileges", line.options().privileges, "With grants and default privileges");
}

void add_schema(CommandLine &line) {
	CLI::App *schema_ = line.add("schema",
		"Show the schema as SQL that makes it in an empty database; needs no extension", show_schema);
	schema_->add_option("-o,--output", line.options().output,
		"Write it there, where that is not the same (else standard output)");
	add_schemas(line, schema_);
	add_rights(line, schema_);
	schema_->add_flag(
		"--snapshot", line.options().snapshot, "As JSON, which the function pgmigrate.compare() takes");
	schema_->add_flag("--check", line.options().check,
		"Write nothing; exit with 1 if the file is not what the database holds");
	line.add_json(schema_, "One JSON object with it, or with its file");
}

void add_verify(CommandLine &line) {
	CLI::App *verify_ = line.add("verify",
		"Upload, then try revisions on a scratch database: up, down and up again", verify_revisions);
	line.add_target(verify_, "Up to where, also a range (default heads)", false);
	verify_->add_flag("--from-present", line.options().from_present,
		"Begin with the live schema and what is applied, instead of with nothing");
	add_column_order(line, verify_);
	line.add_list(verify_, "--copy-rows", line.options().copy_rows,
		"A table whose rows are copied first, with --from-present; repeatable");
	verify_->add_option("--junit", line.options().junit,
		"File for a JUnit report, with a test case for each revision; -: standard output");
	line.add_json(verify_, "One JSON object with the rows");
	line.add_wait(verify_);
	line.add_create(verify_);
}

void add_compare(CommandLine &line) {
	CLI::App *compare_ = line.add("compare",
		"Compare the database with what its revisions make, or with another one; exit with 1 if they differ",
		compare_databases);
	compare_->add_option("database", line.options().other_database,
		"The other one: name, conninfo string or URI (default what the revisions make)");
	add_column_order(line, compare_);
	add_rights(line, compare_);
	line.add_json(compare_, "One JSON object with the rows");
}

void add_baseline(CommandLine &line) {
	CLI::App *baseline_ = line.add("baseline",
		"Make the first migration file of what is in the database, and mark it as applied here", baseline);
	baseline_->add_option("-m,--message", line.options().message, "What it is, in a few words")->required();
	baseline_->add_option("--rev-id", line.options().rev_id, "Its id (else made as configured)");
	add_schemas(line, baseline_);
	line.set_changing(baseline_);
	line.add_json(baseline_, "One JSON object with the revision and its file");
	line.add_wait(baseline_);
	line.add_create(baseline_);
}

void add_squash(CommandLine &line) {
	CLI::App *squash_ = line.add("squash",
		"Upload, then make one revision, and one file, of several; it keeps the id of the last", squash);
	squash_->add_option("from", line.options().first_revision, "The first of them")->required();
	squash_->add_option("to", line.options().target, "The last of them")->required();
	squash_->add_option(
		"-m,--message", line.options().message, "What they do, in a few words (else their ids)");
	line.set_changing(squash_);
	line.add_json(squash_, "One JSON object with the revision and the files");
	line.add_wait(squash_);
}

} // namespace

void declare_schema_commands(CommandLine &line) {
	add_schema(line);
	add_verify(line);
	add_compare(line);
	add_baseline(line);
	add_squash(line);
}

} // namespace pgmigrate::client
