#include "client/import_versions.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/import_files.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

// The search path is the caller's, so every name and operator says its schema.
constexpr const char *kTables = R"(
SELECT n.nspname, pg_catalog.format('%I.%I', n.nspname, c.relname)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) c.relnamespace
WHERE c.relname OPERATOR(pg_catalog.=) $1::pg_catalog.name
AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,v}'::pg_catalog."char"[])
AND NOT pg_catalog.starts_with(n.nspname::pg_catalog.text, 'pg_')
AND pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_table_privilege(c.oid, 'SELECT')
AND EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid
	AND a.attname OPERATOR(pg_catalog.=) $2::pg_catalog.name AND NOT a.attisdropped)
AND NOT EXISTS (SELECT FROM pg_catalog.pg_attribute a WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid
	AND a.attname OPERATOR(pg_catalog.=) $3::pg_catalog.name AND NOT a.attisdropped)
ORDER BY 1)";

// What the rows of a table come to.
struct Applied {
	std::vector<Version> versions;
	Version up_to; // all up to this one are, too; empty for none

	void add(std::string_view version) { versions.emplace_back(version); }
	void drop(std::string_view version) { std::erase(versions, Version(version)); }
	bool empty() const { return versions.empty() && up_to.text().empty(); }
	bool has(const Version &version) const {
		return std::ranges::find(versions, version) != versions.end() ||
			   (!up_to.text().empty() && !(up_to < version));
	}
};

[[noreturn]] void fail_failed(const VersionTable &table, std::string_view version, std::string_view tool) {
	throw Failure(ExitCode::refused,
		fmt::format("version {} failed, as {} has it in table {}", version, tool, table.name),
		"What of it is there, nobody can tell. Nothing was stamped.",
		fmt::format("Put it right with {} first, then try again.", tool));
}

Applied read_dbmate_rows(Session &session, const VersionTable &table) {
	Applied applied;
	const Result rows = session.query(fmt::format("SELECT version FROM {}", table.name).c_str(), {});
	for (int row = 0; row < rows.size(); ++row)
		applied.add(rows.text(row, 0));
	return applied;
}

Applied read_golang_migrate_rows(Session &session, const VersionTable &table) {
	Applied applied;
	const Result rows = session.query(fmt::format("SELECT version, dirty FROM {}", table.name).c_str(), {});
	for (int row = 0; row < rows.size(); ++row) {
		if (rows.truth(row, 1))
			fail_failed(table, rows.text(row, 0), "golang-migrate");
		applied.add(rows.text(row, 0));
		applied.up_to = Version(rows.text(row, 0));
	}
	return applied;
}

// Older versions of goose leave a row for each way that was gone; the last one counts.
Applied read_goose_rows(Session &session, const VersionTable &table) {
	Applied applied;
	const Result rows = session.query(
		fmt::format("SELECT version_id, is_applied FROM {} ORDER BY id", table.name).c_str(), {});
	for (int row = 0; row < rows.size(); ++row) {
		const std::string_view version = rows.text(row, 0);
		applied.drop(version);
		if (version != "0" && rows.truth(row, 1))
			applied.add(version);
	}
	return applied;
}

Applied read_flyway_rows(Session &session, const VersionTable &table) {
	Applied applied;
	const Result rows = session.query(
		fmt::format("SELECT version, type, success FROM {} ORDER BY installed_rank", table.name).c_str(), {});
	for (int row = 0; row < rows.size(); ++row) {
		if (rows.is_null(row, 0)) // a repeatable migration, or the schema itself
			continue;
		const std::string_view version = rows.text(row, 0), type = rows.text(row, 1);
		if (!rows.truth(row, 2))
			fail_failed(table, version, "Flyway");
		applied.drop(version);
		if (type == "BASELINE")
			applied.up_to = Version(version);
		else if (!type.starts_with("UNDO") && type != "DELETE")
			applied.add(version);
	}
	return applied;
}

Applied read_rows(Session &session, const ImportTool &tool, const VersionTable &table) {
	if (tool.name == "dbmate")
		return read_dbmate_rows(session, table);
	if (tool.name == "golang-migrate")
		return read_golang_migrate_rows(session, table);
	if (tool.name == "goose")
		return read_goose_rows(session, table);
	if (tool.name == "flyway")
		return read_flyway_rows(session, table);
	Applied applied;
	for (const std::string &id : alembic_rows(session, table))
		applied.versions.emplace_back(id);
	return applied;
}

[[noreturn]] void fail_unknown(const VersionTable &table, std::string_view version) {
	throw Failure(ExitCode::refused,
		fmt::format("table {} has version {}, of which there is no file", table.name, version),
		"Nothing was stamped.", "Get its file, and import again.");
}

// The last revision of a chain that is applied, with all before it.
std::vector<std::string> last_of(
	const VersionTable &table, const Applied &applied, const std::vector<Imported> &chain) {
	std::vector<Version> known;
	std::string last, left_out;
	for (const Imported &one : chain) {
		const std::string &id = one.script.revision.id;
		known.emplace_back(id);
		if (!applied.has(known.back())) {
			if (left_out.empty())
				left_out = id;
			continue;
		}
		if (!left_out.empty())
			throw Failure(ExitCode::refused,
				fmt::format("table {} has version {}, but not {} before it", table.name, id, left_out),
				"A revision is applied only with all that it rests on. Nothing was stamped.",
				fmt::format("Apply {} with the other tool first, or let it come last: change its version.",
					left_out));
		last = id;
	}
	for (const Version &version : applied.versions)
		if (std::ranges::find(known, version) == known.end())
			fail_unknown(table, version.text());
	return last.empty() ? std::vector<std::string>{} : std::vector{last};
}

std::vector<std::string> alembic_targets(
	const VersionTable &table, const Applied &applied, const std::vector<Imported> &revisions) {
	std::vector<std::string> targets;
	for (const Version &version : applied.versions) {
		if (std::ranges::none_of(
				revisions, [&](const Imported &one) { return one.script.revision.id == version.text(); }))
			fail_unknown(table, version.text());
		targets.push_back(version.text());
	}
	return targets;
}

[[noreturn]] void fail_without_table(const ImportTool &tool, std::string_view name) {
	throw Failure(ExitCode::refused, fmt::format("the database has no table \"{}\" of {}", name, tool.name),
		"It was looked for in every schema, as far as the role may read it. Nothing was stamped.",
		"Where nothing is applied, \"pgmigrate upgrade\x02\" does all; else \"pgmigrate stamp REVISION\x02\" records "
		"what is.");
}

[[noreturn]] void fail_several(const std::vector<VersionTable> &tables) {
	std::vector<std::string> names;
	for (const VersionTable &table : tables)
		names.push_back(table.name);
	throw Failure(ExitCode::refused, "there are several version tables",
		fmt::format("They are {}. Nothing was stamped.", core::text::quoted_list(names)),
		"Name the schema: --target-schema stamps what is recorded there, for the scripts that run there.");
}

} // namespace

std::vector<VersionTable> version_tables(
	Session &session, std::string_view name, std::string_view column, std::string_view no_column) {
	const Result rows =
		session.query(kTables, {std::string(name), std::string(column), std::string(no_column)});
	std::vector<VersionTable> tables;
	for (int row = 0; row < rows.size(); ++row)
		tables.push_back({std::string(rows.text(row, 0)), std::string(rows.text(row, 1))});
	return tables;
}

std::vector<std::string> alembic_rows(Session &session, const VersionTable &table) {
	std::vector<std::string> ids;
	const Result rows = session.query(fmt::format("SELECT version_num FROM {}", table.name).c_str(), {});
	for (int row = 0; row < rows.size(); ++row)
		ids.emplace_back(rows.text(row, 0));
	return ids;
}

RecordedVersions recorded_versions(Session &session, const ImportTool &tool, const ImportSource &source) {
	const std::string_view name = source.version_table.empty() ? tool.version_table : source.version_table;
	std::vector<VersionTable> tables =
		version_tables(session, name, tool.version_column, tool.no_version_column);
	if (tables.empty())
		fail_without_table(tool, name);
	const auto of_schema = [&](const VersionTable &table) { return table.schema == session.target_schema; };
	if (tables.size() > 1 && std::ranges::any_of(tables, of_schema))
		std::erase_if(tables, [&](const VersionTable &table) { return !of_schema(table); });
	std::vector<std::pair<VersionTable, Applied>> filled;
	for (const VersionTable &table : tables)
		if (Applied applied = read_rows(session, tool, table); !applied.empty())
			filled.emplace_back(table, std::move(applied));
	if (filled.empty())
		return {tables.front().name, {}};
	if (filled.size() > 1)
		fail_several(tables);
	const auto &[table, applied] = filled.front();
	return {table.name, tool.name == "alembic" ? alembic_targets(table, applied, source.revisions)
											   : last_of(table, applied, source.revisions)};
}

} // namespace pgmigrate::client
