#include "extension/baseline.hpp"

#include <fmt/format.h>

#include "core/conditions.hpp"
#include "core/schema/compare.hpp"
#include "core/schema/ddl/writer.hpp"
#include "core/text.hpp"
#include "extension/catalog_reader.hpp"
#include "extension/migration_lock.hpp"
#include "extension/preconditions.hpp"
#include "extension/present_schema.hpp"
#include "extension/project_graph.hpp"
#include "extension/replay.hpp"
#include "extension/stamp.hpp"

namespace pgmigrate {

namespace {

namespace schema = core::schema;

void require_no_revisions(const Scope &scope) {
	const ProjectGraph project = read_graph(scope, std::nullopt);
	if (project.graph().size() == 0)
		return;
	throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
		fmt::format("project \"{}\" has revisions already", scope.project),
		fmt::format("It has {}; a baseline is the first.", project.graph().size()),
		"Mark them as applied where what they make is there: SELECT pgmigrate.stamp('head'\x02).");
}

void require_valid_indexes(const schema::Snapshot &live) {
	std::vector<std::string> invalid;
	for (const auto &[name, index] : live.indexes)
		if (index.invalid)
			invalid.push_back(name);
	if (!invalid.empty())
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			"an index that is not valid cannot be part of a baseline",
			fmt::format("Not valid: {}.", in_database_encoding(core::text::quoted_list(invalid))),
			"REINDEX INDEX CONCURRENTLY what is wanted, and drop the rest.");
}

void require_own_schemas(const std::vector<std::string> &schemas) {
	for (const std::string &name : schemas)
		if (name == "pgmigrate" || name == "information_schema" || name.starts_with("pg_"))
			throw core::Error("22023", fmt::format("schema \"{}\" cannot be part of a baseline", name),
				"It is there in every database that a baseline is run in.", "Leave it out.");
}

// Throws unless the SQL makes a schema equal to the live one. The shadow is born with the extensions that the caller may
// create; that these are created by the SQL, too, is all that is taken on trust.
void prove(schema::Snapshot live, const schema::SnapshotOptions &options) {
	Shadow shadow("pgmigrate.baseline()");
	shadow.warn_of_skipped_extensions();
	for (const SkippedExtension &skipped : shadow.skipped_extensions())
		live.extensions.erase(skipped.name);
	schema::Snapshot without_extensions = live;
	without_extensions.extensions.clear();
	if (const auto failure = shadow.load(in_database_encoding(schema::write_schema(without_extensions)),
			"baseline", functions_of_definitions()))
		failure->raise();
	std::vector<schema::Difference> left = schema::differences(live, shadow.snapshot(options), {});
	shadow.finish();
	std::erase_if(left, [](const schema::Difference &d) { return d.is_note; });
	if (!left.empty())
		throw core::Error(core::sqlstate::object_not_in_prerequisite_state,
			"the baseline does not make this schema", described(left),
			"Report this, and write the revision by hand: pg_dump -s gives its SQL.");
}

} // namespace

std::string make_baseline(const BaselineRequest &request) {
	require_outside_run("pgmigrate.baseline()");
	require_writable("pgmigrate.baseline()");
	require_own_schemas(request.schemas);
	lock_for_run(request.scope);
	require_no_revisions(request.scope);
	const schema::SnapshotOptions options{request.schemas, false, false};
	const schema::Snapshot live = read_snapshot(options);
	warn_of_what_is_not_modelled(live);
	require_valid_indexes(live);
	core::NewScript sections;
	sections.upgrade = in_database_encoding(schema::write_schema(live));
	sections.has_downgrade = false;
	sections.irreversible = "it is what was there before the first revision";
	prove(live, options);
	const std::string id = make_revision(request.scope, request.revision, std::move(sections));
	(void)stamp({request.scope, {id}, false, std::nullopt});
	return id;
}

} // namespace pgmigrate
