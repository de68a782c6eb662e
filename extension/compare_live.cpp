#include "extension/compare_live.hpp"

#include <fmt/format.h>

#include "core/schema/ddl/writer.hpp"
#include "extension/catalog_reader.hpp"
#include "extension/project_graph.hpp"
#include "extension/replay.hpp"
#include "extension/store.hpp"

#include "extension/pg/compat.hpp"

namespace pgmigrate {

namespace {

namespace schema = core::schema;

schema::SnapshotOptions options_of(const CompareRequest &request) {
	return {{}, request.owners, request.privileges};
}

// What the applied revisions of all projects make of an empty database.
schema::Snapshot replayed(const char *function, const CompareRequest &request) {
	std::vector<std::pair<Scope, std::vector<PreparedStep>>> all;
	std::vector<std::string> extensions;
	for (const Scope &scope : pg::own_statements([] { return store::applied_scopes(); })) {
		const ProjectGraph project = read_graph(scope, std::nullopt);
		all.emplace_back(scope, steps_to(scope.project, project.graph(), project.rows));
		for (std::string &name : extensions_made_by(all.back().second))
			extensions.push_back(std::move(name));
	}
	Shadow shadow(function, std::move(extensions));
	shadow.warn_of_skipped_extensions();
	for (const auto &[scope, steps] : all) {
		shadow.make_target_schema(scope);
		replay(shadow, scope, steps, request.variables);
	}
	schema::Snapshot made = shadow.snapshot(options_of(request));
	shadow.finish();
	return made;
}

} // namespace

std::vector<schema::Difference> compare_with_revisions(const CompareRequest &request) {
	const schema::Snapshot wanted = replayed("pgmigrate.compare()", request);
	schema::CompareOptions options;
	options.strict_column_order = request.strict_column_order;
	return schema::differences(wanted, read_snapshot(options_of(request)), options);
}

std::vector<schema::MigrationPiece> diff_with_revisions(const CompareRequest &request) {
	const schema::Snapshot wanted = replayed("pgmigrate.diff()", request);
	return schema::diff(read_snapshot(options_of(request)), wanted);
}

std::vector<schema::Difference> compare_with_snapshot(
	const schema::Snapshot &snapshot, bool strict_column_order) {
	const schema::SnapshotOptions reading{snapshot.chosen_schemas, snapshot.owners, snapshot.privileges};
	schema::CompareOptions options;
	options.strict_column_order = strict_column_order;
	if (snapshot.server_version == pg::kServerMajor)
		return schema::differences(snapshot, read_snapshot(reading), options);
	const std::string sql = in_database_encoding(schema::write_schema(snapshot));
	Shadow shadow("pgmigrate.compare()", extensions_made_by(sql));
	shadow.warn_of_skipped_extensions();
	if (const auto failure = shadow.load(sql, "snapshot", Shadow::Functions::barred))
		failure->raise();
	const schema::Snapshot wanted = shadow.snapshot(reading);
	shadow.finish();
	return schema::differences(wanted, read_snapshot(reading), options);
}

} // namespace pgmigrate
