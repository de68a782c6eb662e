#include "client/alembic_check.hpp"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "client/failure.hpp"
#include "client/import_versions.hpp"
#include "client/render.hpp"

namespace pgmigrate::client {

namespace {

// The search path is the caller's, so every name and operator says its schema.
constexpr const char *kState = R"(
SELECT EXISTS (SELECT FROM pgmigrate.current(project => $1, target_schema => $2)),
	EXISTS (SELECT FROM pgmigrate.manifest(project => $1) m WHERE m.applied),
	COALESCE($2, pg_catalog.current_setting('pgmigrate.target_schema', true), ''))";

constexpr const char *kHasRun = R"(
SELECT EXISTS (SELECT FROM pgmigrate.log(revision => NULL, project => $1, target_schema => $2) l
	WHERE l.direction OPERATOR(pg_catalog.=) ANY ('{upgrade,downgrade}'::pg_catalog.text[])
	AND l.outcome OPERATOR(pg_catalog.=) 'succeeded'))";

// Whether what is applied went up or down with pgmigrate before: then nothing is applied because it was taken back here.
bool has_run(Session &session) {
	try {
		return session.query(kHasRun, {session.project, session.target_schema}).truth(0, 0);
	} catch (const ServerError &error) {
		if (error.sqlstate == "42501") // who may not read the log is asked once more
			return false;
		throw;
	}
}

[[noreturn]] void fail(
	const VersionTable &table, const std::vector<std::string> &rows, const Directory *directory) {
	const auto is_known = [&](const std::string &id) { return directory && directory->find(id); };
	std::string words;
	for (const std::string &id : rows)
		words += fmt::format(" {}", shell_word(id));
	const std::string way =
		std::ranges::all_of(rows, is_known)
			? fmt::format("\"pgmigrate stamp{}\x02\" records that here", words)
			: "\"pgmigrate import alembic DIRECTORY --stamp\x02\" takes its revisions over and records that here";
	throw Failure(ExitCode::refused,
		fmt::format("Alembic has {} applied in this database, and pgmigrate nothing", fmt::join(rows, ", ")),
		fmt::format("Its table is {}. An upgrade would begin at the very first revision; nothing was run.",
			table.name),
		way + ". If Alembic's revisions are none of this project's, go on with --ignore-alembic.");
}

} // namespace

void check_is_not_alembics(Session &session, const Workspace &workspace) {
	const std::vector<VersionTable> tables = version_tables(session, "alembic_version", "version_num", "");
	if (tables.empty())
		return;
	const Result state = session.query(kState, {session.project, session.target_schema});
	if (state.truth(0, 0) || has_run(session))
		return;
	for (const VersionTable &table : tables) {
		if (state.truth(0, 1) && table.schema != state.text(0, 2))
			continue;
		if (const std::vector<std::string> rows = alembic_rows(session, table); !rows.empty())
			fail(table, rows, workspace.found());
	}
}

} // namespace pgmigrate::client
