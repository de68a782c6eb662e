// revision --autogenerate: a migration file that leads to the wanted schema, made and proven by the server.
#include "client/commands.hpp"

#include <fmt/format.h>

#include "client/editor.hpp"
#include "client/failure.hpp"
#include "client/file_to_keep.hpp"
#include "client/head_file.hpp"
#include "client/new_file.hpp"
#include "client/new_revision.hpp"
#include "client/output.hpp"
#include "client/render.hpp"
#include "client/session.hpp"
#include "client/synchronize.hpp"
#include "client/talk.hpp"
#include "client/wanted_schema.hpp"
#include "client/workspace.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

constexpr const char *kAutogenerate =
	"SELECT pgmigrate.autogenerate(message => $1, wanted_sql => $2, schemas => $3::pg_catalog.text[],"
	" rev_id => $4, project => $5, target_schema => $6)";
// No row where there was nothing to do.
constexpr const char *kScript =
	"SELECT pgmigrate.export(revision => m.revision, project => $2) FROM pgmigrate.manifest(project => $2) m"
	" WHERE m.revision OPERATOR(pg_catalog.=) $1";
// What the server writes at the top of one that it could not prove.
constexpr std::string_view kNotProven = "-- NOT PROVEN on a shadow";

void check_goes_together(const Options &options) {
	if (options.head != Options().head || options.splice || !options.depends_on.empty() ||
		!options.branch_labels.empty())
		throw Failure(ExitCode::usage,
			"--autogenerate excludes --head, --splice, --depends-on and --branch-label",
			"What it writes leads on from what is applied.", "Leave them out.");
}

} // namespace

ExitCode autogenerate(const Options &options) {
	check_message(options.message);
	check_goes_together(options);
	const Workspace workspace = Workspace::open(options);
	workspace.check_has_directory();
	check_no_conflict(workspace.config);
	const Directory &directory = workspace.need_directory();
	const HeadFileState head_file = look_at_head_file(workspace.config, directory);
	const core::Revision revision =
		core::place_revision(directory.graph(), wanted_revision(options, workspace, options.head));
	const fs::path path = new_path(options, workspace, revision);
	check_is_free(path);
	const std::string wanted = wanted_schema(options, workspace.config);
	Session session(options, workspace,
		{.functions = {"autogenerate", "export", "manifest", "upload"},
			.if_missing = Needs::IfMissing::create});
	upload_first(session, workspace);
	const Parameter schemas =
		options.schemas.empty() ? std::nullopt : Parameter(array_literal(options.schemas));
	bool is_made = false, is_proven = true;
	store_with_file(path, revision.id, "No revision was made.", [&](FileToKeep &file) {
		session.change(kAutogenerate,
			{options.message, wanted, schemas, revision.id, session.project, session.target_schema}, kScript,
			{revision.id, session.project}, [&](const Result &script) {
				is_made = !script.empty();
				if (!is_made)
					return;
				is_proven = script.text(0, 0).find(kNotProven) == std::string::npos;
				file.write(script.text(0, 0));
			});
	});
	even_if_unread([&] {
		if (options.json)
			print_json_line({{"revision", is_made ? Row(revision.id) : Row()},
				{"path", is_made ? Row(path.string()) : Row()}, {"proven", is_proven}});
		else if (is_made)
			fmt::print("{}\n", path.string());
	});
	if (!is_made)
		return ExitCode::done;
	write_head_file(workspace.config, head_file);
	if (options.edit)
		edit_file(path);
	return is_proven ? ExitCode::done : ExitCode::not_up_to_date;
}

} // namespace pgmigrate::client
