#include "extension/change_store.hpp"

#include "extension/pg/compat.hpp"
#include "extension/pg/spi.hpp"

namespace pgmigrate::store {

using pg::pg_call;

namespace {

// Any role may listen, so that it says no more than that there is something to look at.
void notify_drift(std::int64_t id) {
	pg::query("SELECT pg_notify('pgmigrate', json_build_object('event', 'drift', 'id', $1)::text) IS NULL",
		{pg::Value::bigint(id)}, [](const pg::Row &) {});
}

} // namespace

bool takes_changes() {
	const Oid schema = pg_call([] { return get_namespace_oid("pgmigrate", true); });
	const auto table = [&](const char *name) {
		return OidIsValid(schema) ? pg_call([&] { return get_relname_relid(name, schema); }) : InvalidOid;
	};
	const Oid owner = pg::table_owner(table("version"));
	if (!OidIsValid(owner) || !pg_call([&] { return pg::may_use_schema(schema, owner); }))
		return false;
	const auto has = [&](const char *name, AclMode needed) {
		const Oid found = table(name);
		return OidIsValid(found) &&
			   pg_call([&] { return pg_class_aclmask(found, owner, needed, ACLMASK_ALL); }) == needed;
	};
	return has("watch", ACL_SELECT) && has("change", ACL_SELECT | ACL_INSERT) &&
		   has("changed_object", ACL_SELECT | ACL_INSERT);
}

void write_change(const Change &change) {
	std::vector<std::string> type, schema, identity, command, previous;
	std::vector<std::int64_t> bytes, rewritten; // -1: not rewritten; microseconds
	const std::int64_t now = GetCurrentTimestamp();
	for (const ChangedObject &o : change.objects) {
		type.push_back(o.type);
		schema.push_back(o.schema);
		identity.push_back(o.identity);
		command.push_back(o.command);
		previous.push_back(o.previous);
		bytes.push_back(o.rewritten ? o.bytes : -1);
		rewritten.push_back(o.rewritten ? now - o.rewrite_began : -1);
	}
	const std::optional<RunningStep> &step = change.step;
	const auto of_step = [&](const std::string RunningStep::*field) {
		return step ? std::optional((*step).*field) : std::nullopt;
	};
	std::int64_t id = 0;
	pg::query(
		"WITH change AS (INSERT INTO pgmigrate.change (project, target_schema, revision, direction, statement,"
		" session_user_name, current_user_name, application_name, client_address, command_tag, text, is_exact,"
		" search_path, reason)"
		" VALUES ($1, $2, $3, $4, nullif($5, 0), $6, $7, current_setting('application_name'), inet_client_addr(),"
		" $8, $9, $10, $11, $12) RETURNING id), objects AS ("
		"INSERT INTO pgmigrate.changed_object (change, ordinal, object_type, schema_name, identity, command_tag,"
		" previous_identity, rewritten_bytes, rewritten_for)"
		" SELECT change.id, o.n, o.type, nullif(o.schema, ''), nullif(o.identity, ''), o.command,"
		" nullif(o.previous, ''), nullif(o.bytes, -1), nullif(o.rewritten, -1) * interval '1 microsecond'"
		" FROM change, unnest($13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::bigint[], $19::bigint[])"
		" WITH ORDINALITY o (type, schema, identity, command, previous, bytes, rewritten, n))"
		" SELECT id FROM change",
		{step ? std::optional(step->scope.project) : std::nullopt,
			step ? std::optional(step->scope.target_schema) : std::nullopt, of_step(&RunningStep::revision),
			of_step(&RunningStep::direction), step ? step->statement : 0, change.caller.session_user,
			change.caller.current_user, change.command, change.text.text, change.text.is_exact,
			change.search_path, change.reason, type, schema, identity, command, previous, bytes, rewritten},
		[&](const pg::Row &row) { id = row.number(0); });
	if (!step && notify_setting())
		notify_drift(id);
}

} // namespace pgmigrate::store
