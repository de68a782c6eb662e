// adopt: what was done by hand becomes a migration file, and a revision that is applied here.
#include "client/commands.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/comparison.hpp"
#include "client/failure.hpp"
#include "client/file_to_keep.hpp"
#include "client/head_file.hpp"
#include "client/hint.hpp"
#include "client/new_file.hpp"
#include "client/new_revision.hpp"
#include "client/render.hpp"
#include "client/session.hpp"
#include "client/talk.hpp"
#include "client/text_file.hpp"
#include "client/workspace.hpp"
#include "core/conditions.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

namespace fs = std::filesystem;

constexpr const char *kAdopt = R"(
SELECT pgmigrate.adopt(message => $1, drift => $2::pg_catalog.int8[], down => $3, rev_id => $4, revises => $5,
	project => $6, target_schema => $7))";
constexpr const char *kScript = "SELECT pgmigrate.export(revision => $1, project => $2)";

// What is to be made.
struct Adopted {
	core::Revision revision;
	fs::path path;
	Parameter ids;  // of the drift; null: all that is open
	Parameter down; // the way back
};

// The only one that it follows; none for a new root.
std::string parent(const core::Revision &revision) {
	return revision.revises.empty() ? std::string() : revision.revises.front();
}

Adopted to_be_made(const Options &options, const Workspace &workspace) {
	Adopted made;
	made.revision = core::place_revision(
		workspace.need_directory().graph(), wanted_revision(options, workspace, options.head));
	if (made.revision.revises.size() > 1)
		throw Failure(ExitCode::refused, "what is adopted follows one revision",
			fmt::format("These are {}.", core::text::quoted_list(made.revision.revises)),
			"\"pgmigrate merge -m MESSAGE\" joins them, \"pgmigrate upgrade\" applies that; then adopt, or name one "
			"with --head.");
	made.path = new_path(options, workspace, made.revision);
	check_is_free(made.path);
	if (!options.drift.empty()) {
		std::vector<std::string> ids;
		std::ranges::transform(
			options.drift, std::back_inserter(ids), [](long id) { return std::to_string(id); });
		made.ids = array_literal(ids);
	}
	if (!options.file.empty()) {
		made.down = read_text(options.file);
		if (core::text::trim(*made.down).empty())
			throw Failure(ExitCode::refused, fmt::format("file \"{}\" is empty", options.file), {},
				"Leave --down-file out where there is no way back.");
	}
	return made;
}

// What is adopted is in the database already, and with it has to be all that its file rests on elsewhere.
void check_database_is_level(const std::vector<ComparedRevision> &compared, const core::Revision &revision) {
	std::vector<std::string> missing;
	for (const ComparedRevision &one : compared)
		if (one.state == RevisionState::missing && one.note.empty())
			missing.push_back(one.revision);
	if (!missing.empty())
		throw Failure(ExitCode::refused,
			"the database has revisions applied that the directory does not have",
			fmt::format("They are: {}.", core::text::quoted_list(missing)),
			"Get their files from version control, or with \"pgmigrate export --all\x01\".");
	const auto found = std::ranges::find(compared, parent(revision), &ComparedRevision::revision);
	if (found == compared.end() || found->state == RevisionState::applied ||
		found->state == RevisionState::changed)
		return;
	throw Failure(ExitCode::refused, fmt::format("revision \"{}\" is not applied here", found->revision),
		fmt::format("Revision \"{}\" would follow it, and is in the database already.", revision.id),
		fmt::format("Run \"pgmigrate upgrade {}\x02\" first, or name a revision that is applied with --head.",
			shell_word(found->revision)));
}

void adopt_with_file(Session &session, const Options &options, const Adopted &made) {
	const std::string follows = parent(made.revision);
	try {
		store_with_file(made.path, made.revision.id, "Nothing is adopted: the database is as it was.",
			[&](FileToKeep &file) {
				session.change(kAdopt,
					{options.message, made.ids, made.down, made.revision.id,
						follows.empty() ? "base" : follows, session.project, session.target_schema},
					kScript, {made.revision.id, session.project},
					[&](const Result &script) { file.write(script.text(0, 0)); });
			});
	} catch (const ServerError &error) {
		if (error.sqlstate != core::condition::not_a_head.sqlstate)
			throw;
		throw Failure(ExitCode::refused, error.message, error.detail,
			"\"pgmigrate status\x02\" shows what the directory does not have; \"pgmigrate export --all\x01\" writes its "
			"files, \"pgmigrate upload --prune\x01\" removes what is not applied.");
	}
}

} // namespace

ExitCode adopt(const Options &options) {
	check_message(options.message);
	const Workspace workspace = Workspace::open(options);
	workspace.check_has_directory();
	check_no_conflict(workspace.config);
	const HeadFileState head_file = look_at_head_file(workspace.config, workspace.need_directory());
	const Adopted made = to_be_made(options, workspace);
	Needs needs{.functions = kComparisonFunctions};
	needs.functions.insert(needs.functions.end(), {"adopt", "export"});
	Session session(options, workspace, needs);
	check_database_is_level(compare(session, workspace).revisions, made.revision);
	adopt_with_file(session, options, made);
	even_if_unread([&] {
		if (options.json)
			print_json_line({{"revision", made.revision.id}, {"path", made.path.string()}});
		else
			fmt::print("{}\n", made.path.string());
	});
	if (!made.down)
		say("{}\n",
			with_switches(
				fmt::format(
					"there is no way back in it; write one below \"-- migrate:down\", and type \"pgmigrate amend {}\x01\"",
					shell_word(made.path.string())),
				given_scope(options)));
	write_head_file(workspace.config, head_file);
	return ExitCode::done;
}

} // namespace pgmigrate::client
