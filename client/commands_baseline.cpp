// baseline: what is in the database becomes the first migration file, and a revision that is applied here.
#include "client/commands.hpp"

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/file_to_keep.hpp"
#include "client/head_file.hpp"
#include "client/new_file.hpp"
#include "client/new_revision.hpp"
#include "client/output.hpp"
#include "client/render.hpp"
#include "client/session.hpp"
#include "client/workspace.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

constexpr const char *kBaseline =
	"SELECT pgmigrate.baseline(message => $1, rev_id => $2, schemas => $3::pg_catalog.text[], project => $4,"
	" target_schema => $5)";
constexpr const char *kScript = "SELECT pgmigrate.export(revision => $1, project => $2)";

// Throws refused for a directory that begins with something else.
void check_is_first(const Directory &directory) {
	if (directory.scripts.empty())
		return;
	throw Failure(ExitCode::refused, "the directory has revisions already",
		fmt::format("It has {}, the first of which is \"{}\"; a baseline is the first one.",
			directory.scripts.size(), directory.scripts.front().revision.id),
		"\"pgmigrate stamp head\x02\" marks them as applied where what they make is there. To begin anew, name another "
		"directory and another project.");
}

} // namespace

ExitCode baseline(const Options &options) {
	check_message(options.message);
	const Workspace workspace = Workspace::open(options);
	workspace.check_has_directory();
	check_no_conflict(workspace.config);
	const Directory &directory = workspace.need_directory();
	const HeadFileState head_file = look_at_head_file(workspace.config, directory);
	check_is_first(directory);
	const core::Revision revision =
		core::place_revision(directory.graph(), wanted_revision(options, workspace, {"base"}));
	const fs::path path = new_path(options, workspace, revision);
	check_is_free(path);
	Session session(
		options, workspace, {.functions = {"baseline", "export"}, .if_missing = Needs::IfMissing::create});
	const Parameter schemas =
		options.schemas.empty() ? std::nullopt : Parameter(array_literal(options.schemas));
	store_with_file(
		path, revision.id, "There is no baseline: the database is as it was.", [&](FileToKeep &file) {
			session.change(kBaseline,
				{options.message, revision.id, schemas, session.project, session.target_schema}, kScript,
				{revision.id, session.project}, [&](const Result &script) { file.write(script.text(0, 0)); });
		});
	even_if_unread([&] {
		if (options.json)
			print_json_line({{"revision", revision.id}, {"path", path.string()}});
		else
			fmt::print("{}\n", path.string());
	});
	write_head_file(workspace.config, head_file);
	return ExitCode::done;
}

} // namespace pgmigrate::client
