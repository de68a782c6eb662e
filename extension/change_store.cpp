#include "extension/change_store.hpp"

#include "extension/pg/spi.hpp"

namespace pgmigrate::store {

void write_change(const Change &change) {
	std::vector<std::string> type, schema, identity, command, previous, rewritten;
	for (const ChangedObject &o : change.objects) {
		type.push_back(o.type);
		schema.push_back(o.schema);
		identity.push_back(o.identity);
		command.push_back(o.command);
		previous.push_back(o.previous);
		rewritten.push_back(o.rewritten ? "t" : "f");
	}
	const std::optional<RunningStep> &step = change.step;
	const auto of_step = [&](const std::string RunningStep::*field) {
		return step ? std::optional((*step).*field) : std::nullopt;
	};
	pg::execute(
		"WITH change AS (INSERT INTO pgmigrate.change (project, target_schema, revision, direction, statement,"
		" session_user_name, current_user_name, application_name, client_address, command_tag, text, reason)"
		" VALUES ($1, $2, $3, $4, nullif($5, 0), $6, $7, current_setting('application_name'), inet_client_addr(),"
		" $8, $9, $10) RETURNING id)"
		" INSERT INTO pgmigrate.changed_object (change, ordinal, object_type, schema_name, identity, command_tag,"
		" previous_identity, rewritten)"
		" SELECT change.id, o.n, o.type, nullif(o.schema, ''), nullif(o.identity, ''), o.command,"
		" nullif(o.previous, ''), o.rewritten::boolean"
		" FROM change, unnest($11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[])"
		" WITH ORDINALITY o (type, schema, identity, command, previous, rewritten, n)",
		{step ? std::optional(step->scope.project) : std::nullopt,
			step ? std::optional(step->scope.target_schema) : std::nullopt, of_step(&RunningStep::revision),
			of_step(&RunningStep::direction), step ? step->statement : 0, change.caller.session_user,
			change.caller.current_user, change.command, change.text, change.reason, type, schema, identity,
			command, previous, rewritten});
}

} // namespace pgmigrate::store
