// SQL entry points that only look: unpack, call, pack.
#include "core/conditions.hpp"
#include "extension/inspection.hpp"
#include "extension/pg/spi.hpp"

#include "extension/entry_point.hpp"

using namespace pgmigrate;
using pg::Arguments;
using pg::Value;

namespace {

Datum current_rows(FunctionCallInfo fcinfo, const Scope &scope, bool check_heads = false) {
	std::vector<RevisionState> states = current(scope, check_heads);
	pg::ResultRows rows(fcinfo);
	for (const RevisionState &s : states)
		rows.add({s.revision.id, s.head, s.revision.message, Value::timestamp(s.applied_at), s.applied_by,
			s.effective_head});
	return static_cast<Datum>(0);
}

Datum heads_rows(FunctionCallInfo fcinfo, const Scope &scope, bool resolve_dependencies = false) {
	std::vector<RevisionState> states = heads(scope, resolve_dependencies);
	pg::ResultRows rows(fcinfo);
	for (const RevisionState &s : states)
		rows.add({s.revision.id, s.revision.message, s.revision.branch_labels, Value::timestamp(s.applied_at),
			s.applied_by, s.effective_head});
	return static_cast<Datum>(0);
}

Datum branches_rows(FunctionCallInfo fcinfo, const Scope &scope) {
	std::vector<BranchPoint> points = branches(scope);
	pg::ResultRows rows(fcinfo);
	for (const BranchPoint &p : points)
		rows.add({p.revision.id, p.revision.message, p.revision.branch_labels, p.branches_into});
	return static_cast<Datum>(0);
}

Datum history_rows(FunctionCallInfo fcinfo, const Scope &scope, const std::string &range) {
	std::vector<RevisionState> states = history(scope, range);
	pg::ResultRows rows(fcinfo);
	for (const RevisionState &s : states)
		rows.add({s.revision.id, s.revision.revises, s.revision.message, Value::timestamp(s.applied_at),
			s.applied_by, s.changes});
	return static_cast<Datum>(0);
}

Datum log_rows(FunctionCallInfo fcinfo, const Scope &scope, const std::optional<std::string> &revision) {
	pg::answer_with(fcinfo,
		"SELECT * FROM pgmigrate.log WHERE project = $1 AND (target_schema = $2 OR direction IN ('upload', 'amend', 'rebase', 'remove'))"
		" AND ($3::text IS NULL OR starts_with(revision, $3)) ORDER BY id DESC",
		{scope.project, scope.target_schema, revision});
	return static_cast<Datum>(0);
}

} // namespace

PGMIGRATE_FUNCTION(pgmigrate_current) {
	Arguments args(fcinfo);
	return current_rows(fcinfo, Scope::from(args.text(0), args.text(1)));
}

PGMIGRATE_FUNCTION(pgmigrate_current_default) {
	return current_rows(fcinfo, Scope::from(std::nullopt));
}

PGMIGRATE_FUNCTION(pgmigrate_current_check) {
	Arguments args(fcinfo);
	return current_rows(fcinfo, Scope::from(args.text(1), args.text(2)), args.boolean(0));
}

PGMIGRATE_FUNCTION(pgmigrate_heads) {
	return heads_rows(fcinfo, Scope::from(Arguments(fcinfo).text(0)));
}

PGMIGRATE_FUNCTION(pgmigrate_heads_default) {
	return heads_rows(fcinfo, Scope::from(std::nullopt));
}

PGMIGRATE_FUNCTION(pgmigrate_heads_resolved) {
	Arguments args(fcinfo);
	return heads_rows(fcinfo, Scope::from(args.text(1)), args.boolean(0));
}

PGMIGRATE_FUNCTION(pgmigrate_branches) {
	return branches_rows(fcinfo, Scope::from(Arguments(fcinfo).text(0)));
}

PGMIGRATE_FUNCTION(pgmigrate_branches_default) {
	return branches_rows(fcinfo, Scope::from(std::nullopt));
}

PGMIGRATE_FUNCTION(pgmigrate_history) {
	Arguments args(fcinfo);
	return history_rows(fcinfo, Scope::from(args.text(1), args.text(2)), args.text(0).value_or(""));
}

PGMIGRATE_FUNCTION(pgmigrate_history_default) {
	return history_rows(fcinfo, Scope::from(std::nullopt), "");
}

PGMIGRATE_FUNCTION(pgmigrate_show) {
	Arguments args(fcinfo);
	std::vector<RevisionDetails> found =
		show(Scope::from(args.text(1), args.text(2)), args.required_text(0, "target"));
	pg::ResultRows rows(fcinfo);
	for (const RevisionDetails &d : found) {
		const core::Revision &r = d.state.revision;
		rows.add({r.id, r.revises, r.depends_on, r.branch_labels, r.message, d.name, d.branches_into,
			d.state.head, d.state.effective_head, d.branches_into.size() > 1, r.revises.size() > 1,
			d.reversible, d.checksum, Value::timestamp(d.uploaded_at), d.uploaded_by,
			Value::timestamp(d.state.applied_at), d.state.applied_by, d.script});
	}
	return static_cast<Datum>(0);
}

PGMIGRATE_FUNCTION(pgmigrate_conditions) {
	pg::ResultRows rows(fcinfo);
	for (const core::Condition &c : core::kConditions)
		rows.add({c.sqlstate, c.name, c.meaning});
	return static_cast<Datum>(0);
}

PGMIGRATE_FUNCTION(pgmigrate_log) {
	Arguments args(fcinfo);
	return log_rows(fcinfo, Scope::from(args.text(1), args.text(2)), args.text(0));
}

PGMIGRATE_FUNCTION(pgmigrate_log_default) {
	return log_rows(fcinfo, Scope::from(std::nullopt), std::nullopt);
}
