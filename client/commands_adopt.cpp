// adopt: what was done by hand becomes a migration file, and a revision that is applied here.
#include "client/commands.hpp"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>

#include "client/comparison.hpp"
#include "client/failure.hpp"
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

// A file that goes again, unless what it belongs to is done.
class FileToKeep {
public:
	explicit FileToKeep(fs::path path) : path_(std::move(path)) {}
	FileToKeep(const FileToKeep &) = delete;
	FileToKeep &operator=(const FileToKeep &) = delete;
	~FileToKeep() {
		std::error_code no_matter;
		if (is_written_ && !is_kept_)
			fs::remove(path_, no_matter);
	}
	void write(std::string_view text) {
		write_text(path_, text, IfThere::refuse);
		is_written_ = true;
	}
	void keep() { is_kept_ = true; }
	bool is_written() const { return is_written_; }

private:
	const fs::path path_;
	bool is_written_ = false, is_kept_ = false;
};

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
	if (fs::exists(fs::symlink_status(made.path)))
		throw Failure(ExitCode::refused, fmt::format("file \"{}\" exists", made.path.string()), {},
			"Move it away first, or name the revision otherwise with --rev-id.");
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

// The file is there before the server commits: where one of both fails, neither is done.
void adopt_with_file(Session &session, const Options &options, const Adopted &made) {
	FileToKeep file(made.path);
	const std::string follows = parent(made.revision);
	try {
		session.change(kAdopt,
			{options.message, made.ids, made.down, made.revision.id, follows.empty() ? "base" : follows,
				session.project, session.target_schema},
			kScript, {made.revision.id, session.project},
			[&](const Result &script) { file.write(script.text(0, 0)); });
		file.keep();
	} catch (const ServerError &error) {
		if (error.sqlstate != core::condition::not_a_head.sqlstate)
			throw;
		throw Failure(ExitCode::refused, error.message, error.detail,
			"\"pgmigrate status\x02\" shows what the directory does not have; \"pgmigrate export --all\x01\" writes its "
			"files, \"pgmigrate upload --prune\x01\" removes what is not applied.");
	} catch (Failure &failure) {
		if (file.is_written()) { // lost while it committed
			failure.detail = fmt::format("Whether revision \"{}\" is stored is not known.", made.revision.id);
			failure.hint = fmt::format(
				"\"pgmigrate status\x02\" tells; if it is, \"pgmigrate export {} -o {}\x01\" writes its file, which is not "
				"there now.",
				shell_word(made.revision.id), shell_word(made.path.string()));
		} else if (failure.code == ExitCode::refused && failure.detail.empty())
			failure.detail = "Nothing is adopted: the database is as it was.";
		throw;
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
