// SQL entry points of what the watch found: changes, drift, blame, and what becomes of drift.
#include "core/resolve.hpp"
#include "core/walk.hpp"
#include "extension/adopt.hpp"
#include "extension/blame.hpp"
#include "extension/drift.hpp"
#include "extension/preconditions.hpp"
#include "extension/project_graph.hpp"
#include "extension/watch.hpp"

#include "extension/pg/spi.hpp"

#include "extension/entry_point.hpp"

using namespace pgmigrate;
using pg::Arguments;

namespace {

// Throws what a name throws that is none, unless something is written down under it: revisions are removed.
void require_known(const Scope &scope, const std::string &revision) {
	std::size_t found = 0;
	pg::own_statements([&] {
		found = pg::query(
			"SELECT 1 FROM pgmigrate.change WHERE project = $1 AND revision = $2 LIMIT 1",
			{scope.project, revision}, [](const pg::Row &) {}, pg::SnapshotKind::caller);
	});
	if (found > 0)
		return;
	const ProjectGraph project = read_graph(scope, std::nullopt, pg::SnapshotKind::caller);
	(void)core::locate(project.graph(), project.rows, core::parse_target(revision));
}

} // namespace

PGMIGRATE_FUNCTION(pgmigrate_changes) {
	Arguments args(fcinfo);
	const std::string revision = args.required_text(0, "revision");
	const Scope scope = Scope::from(args.text(1), args.text(2));
	require_known(scope, revision);
	pg::answer_with(fcinfo,
		"SELECT c.happened_at, c.direction, c.statement, o.command_tag, o.object_type, o.identity,"
		" o.previous_identity, o.rewritten_bytes IS NOT NULL, c.text"
		" FROM pgmigrate.change c JOIN pgmigrate.changed_object o ON o.change = c.id"
		" WHERE c.project = $1 AND c.target_schema = $2 AND c.revision = $3 ORDER BY c.id, o.ordinal",
		{scope.project, scope.target_schema, revision});
	return static_cast<Datum>(0);
}

PGMIGRATE_FUNCTION(pgmigrate_drift) {
	Arguments args(fcinfo);
	pg::answer_with(fcinfo,
		"SELECT c.id, c.happened_at, c.session_user_name, c.current_user_name, c.application_name,"
		" c.client_address, c.process_id, c.transaction, c.command_tag,"
		" ARRAY(SELECT concat_ws(' ', o.object_type, o.identity) FROM pgmigrate.changed_object o"
		"  WHERE o.change = c.id ORDER BY o.ordinal),"
		" c.text, c.reason, c.settled, c.settled_reason, c.settled_at, c.settled_by, c.is_exact"
		" FROM pgmigrate.change c WHERE c.revision IS NULL AND ($1 OR c.settled IS NULL) ORDER BY c.id",
		{args.boolean(0)});
	return static_cast<Datum>(0);
}

PGMIGRATE_FUNCTION(pgmigrate_blame) {
	Arguments args(fcinfo);
	const ObjectNames names = object_names(args.required_text(0, "object"));
	pg::answer_with(fcinfo, kBlame, {names.identities, names.wholes});
	return static_cast<Datum>(0);
}

PGMIGRATE_FUNCTION(pgmigrate_dismiss) {
	Arguments args(fcinfo);
	const std::int64_t id = args.bigint(0, "id");
	const std::string reason = required_reason(args.required_text(1, "reason"));
	require_outside_run("pgmigrate.dismiss()");
	require_writable("pgmigrate.dismiss()");
	settle(open_drift(std::vector{id}), "dismissed", reason);
	return static_cast<Datum>(0);
}

PGMIGRATE_FUNCTION(pgmigrate_adopt) {
	Arguments args(fcinfo);
	AdoptRequest request;
	request.revision.wanted.message = args.required_text(0, "message");
	request.drift = args.bigint_array(1, "drift");
	request.downgrade = args.text(2);
	request.revision.id = args.text(3);
	request.revision.wanted.revises = {args.text(4).value_or("head")};
	request.scope = Scope::from(args.text(5), args.text(6));
	return text_result(adopt(request));
}
