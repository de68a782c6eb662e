// current: what is applied, as the server has it recorded.
#include "client/commands.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/directory_rows.hpp"
#include "client/head_file.hpp"
#include "client/no_directory.hpp"
#include "client/render.hpp"
#include "client/server_rows.hpp"
#include "client/session.hpp"
#include "client/talk.hpp"
#include "client/workspace.hpp"

namespace pgmigrate::client {

namespace {

// The search path is the caller's, so names and operators say their schema.
constexpr const char *kCurrent = R"(
SELECT c.revision FROM pgmigrate.current(project => $1, target_schema => $2) c)";
constexpr const char *kNotUploaded = R"(
SELECT d.id FROM pg_catalog.unnest($2::pg_catalog.text[]) WITH ORDINALITY d (id, n)
WHERE NOT EXISTS (SELECT FROM pgmigrate.manifest(project => $1) m
	WHERE m.revision OPERATOR(pg_catalog.=) d.id)
ORDER BY d.n)";
constexpr const char *kPending = R"(
SELECT revision FROM pgmigrate.upgrade_plan(target => 'heads', project => $1, target_schema => $2,
	revisions => $3::pg_catalog.text[]))";

// What is still to be applied of the directory, or, without one, of what the server holds. Writes nothing, so
// that it works on a standby.
std::vector<std::string> pending(Session &session, const std::optional<Directory> &directory) {
	Parameter revisions;
	if (directory) {
		revisions = array_literal(directory->ids());
		const auto not_uploaded = first_column(session.query(kNotUploaded, {session.project, revisions}));
		if (!not_uploaded.empty())
			return not_uploaded;
	}
	return first_column(session.query(kPending, {session.project, session.target_schema, revisions}));
}

} // namespace

ExitCode current(const Options &options) {
	const Workspace workspace = Workspace::open(options);
	if (options.check_heads)
		check_no_conflict(workspace.config);
	Session session(options, workspace,
		options.check_heads ? ServerRows::needs({"manifest", "upgrade_plan"}) : ServerRows::needs());
	const std::vector<std::string> ids =
		first_column(session.query(kCurrent, {session.project, session.target_schema}));
	std::vector<Row> rows = ServerRows(session).of_ids(ids);
	if (workspace.directory())
		place_in_directory(rows, *workspace.directory());
	print_rows(options, rows, current_line);
	if (rows.empty())
		say("nothing is applied\n");
	if (!options.check_heads)
		return ExitCode::done;
	say_if_no_directory(workspace.config);
	const std::vector<std::string> left = pending(session, workspace.directory());
	if (left.empty())
		return ExitCode::done;
	say("not at the heads; to be applied: {}\n", fmt::join(left, ", "));
	return ExitCode::not_up_to_date;
}

} // namespace pgmigrate::client
