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
using pg::pg_call;

void warn(const std::vector<NotProvable> &left_out) {
	for (const NotProvable &one : left_out)
		pg_call([&] {
			ereport(WARNING, (errmsg("revision \"%s\" is left out of the comparison", one.revision.c_str()),
								 errdetail("%s.", one.message.c_str())));
		});
}

} // namespace

std::vector<schema::Difference> compare_with_revisions(bool strict_column_order) {
	const schema::SnapshotOptions structure{{}, false, false};
	std::vector<std::pair<Scope, std::vector<PreparedStep>>> all;
	std::vector<std::string> extensions;
	for (const Scope &scope : pg::own_statements([] { return store::applied_scopes(); })) {
		const ProjectGraph project = read_graph(scope, std::nullopt);
		all.emplace_back(scope, steps_to(scope.project, project.graph(), project.rows));
		for (std::string &name : extensions_made_by(all.back().second))
			extensions.push_back(std::move(name));
	}
	Shadow shadow("pgmigrate.compare()", std::move(extensions));
	shadow.warn_of_skipped_extensions();
	for (const auto &[scope, steps] : all) {
		make_target_schema(shadow, scope);
		warn(replay(shadow, scope, steps));
	}
	const schema::Snapshot wanted = shadow.snapshot(structure);
	shadow.finish();
	schema::CompareOptions options;
	options.strict_column_order = strict_column_order;
	return schema::differences(wanted, read_snapshot(structure), options);
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
	if (const auto failure = shadow.load(sql, "snapshot"))
		failure->raise();
	const schema::Snapshot wanted = shadow.snapshot(reading);
	shadow.finish();
	return schema::differences(wanted, read_snapshot(reading), options);
}

} // namespace pgmigrate
