// What stands on a table and stays, changed: constraints, indexes, triggers.
#include <fmt/format.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/diff/changes.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::diff_parts {

namespace {

// What its table uses an index for, be it that of a constraint.
template <class T>
std::string alter_use(const T &from, const T &to) {
	std::string sql;
	if (from.clustered != to.clustered)
		sql += to.clustered ? fmt::format("ALTER TABLE {} CLUSTER ON {};\n", to.table, identifier(to.name))
							: fmt::format("ALTER TABLE {} SET WITHOUT CLUSTER;\n", to.table);
	if (to.replica_identity && !from.replica_identity)
		sql += fmt::format(
			"ALTER TABLE ONLY {} REPLICA IDENTITY USING INDEX {};\n", to.table, identifier(to.name));
	return sql;
}

} // namespace

std::optional<Alteration> alter(
	const Changes &, const Identity &, const Constraint &from, const Constraint &to) {
	Constraint as_before = to;
	as_before.comment = from.comment;
	as_before.index_comment = from.index_comment;
	as_before.clustered = from.clustered;
	as_before.replica_identity = from.replica_identity;
	as_before.options = from.options;
	as_before.not_valid = from.not_valid;
	if (is_alike(Described<std::string>::type, Role::expression, &from.expression, &to.expression))
		as_before.expression = from.expression;
	if (to.type == "foreign key") {
		as_before.deferrable = from.deferrable;
		as_before.initially_deferred = from.initially_deferred;
	}
	if (!(as_before == from) || (to.not_valid && !from.not_valid))
		return {};
	const std::string index = qualified_like(to.table, to.name);
	Alteration alteration;
	if (!to.inherited &&
		(from.deferrable != to.deferrable || from.initially_deferred != to.initially_deferred))
		alteration.sql += fmt::format("ALTER TABLE {} ALTER CONSTRAINT {} {}{};\n", to.table,
			identifier(to.name), to.deferrable ? "DEFERRABLE" : "NOT DEFERRABLE",
			to.initially_deferred ? " INITIALLY DEFERRED" : "");
	if (from.not_valid && !to.not_valid)
		alteration.sql +=
			fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {};\n", to.table, identifier(to.name));
	alteration.sql += alter_settings("ALTER INDEX " + index, from.options, to.options);
	alteration.sql += alter_use(from, to);
	alteration.sql += alter_comment(
		fmt::format("CONSTRAINT {} ON {}", identifier(to.name), to.table), from.comment, to.comment);
	alteration.sql += alter_comment("INDEX " + index, from.index_comment, to.index_comment);
	return alteration;
}

std::optional<Alteration> alter(const Changes &, const Identity &name, const Index &from, const Index &to) {
	Index as_before = to;
	as_before.comment = from.comment;
	as_before.options = from.options;
	as_before.tablespace = from.tablespace;
	as_before.clustered = from.clustered;
	as_before.replica_identity = from.replica_identity;
	if (is_alike(Described<std::string>::type, Role::expression, &from.predicate, &to.predicate))
		as_before.predicate = from.predicate;
	if (from.keys.size() == to.keys.size())
		for (std::size_t i = 0; i < from.keys.size(); i++)
			as_before.keys[i].statistics = from.keys[i].statistics;
	if (!(as_before == from))
		return {};
	Alteration alteration;
	for (std::size_t i = 0; i < to.keys.size(); i++)
		if (from.keys[i].statistics != to.keys[i].statistics)
			alteration.sql += fmt::format("ALTER INDEX {} ALTER COLUMN {} SET STATISTICS {};\n", name, i + 1,
				to.keys[i].statistics.value_or(-1));
	alteration.sql += alter_settings("ALTER INDEX " + name, from.options, to.options);
	if (from.tablespace != to.tablespace)
		alteration.sql += fmt::format("ALTER INDEX {} SET TABLESPACE {};\n", name,
			identifier(to.tablespace.empty() ? "pg_default" : to.tablespace));
	alteration.sql += alter_use(from, to);
	alteration.sql += alter_comment("INDEX " + name, from.comment, to.comment);
	return alteration;
}

std::optional<Alteration> alter(const Changes &, const Identity &, const Trigger &from, const Trigger &to) {
	if (!is_alike(Described<std::string>::type, Role::expression, &from.definition, &to.definition) ||
		from.inherited != to.inherited)
		return {};
	Alteration alteration;
	if (from.enabled != to.enabled)
		alteration.sql = fmt::format("ALTER TABLE {} {} TRIGGER {};\n", to.table,
			to.enabled.empty()         ? "ENABLE"
			: to.enabled == "disabled" ? "DISABLE"
			: to.enabled == "replica"  ? "ENABLE REPLICA"
									   : "ENABLE ALWAYS",
			identifier(to.name));
	alteration.sql += alter_comment(
		fmt::format("TRIGGER {} ON {}", identifier(to.name), to.table), from.comment, to.comment);
	return alteration;
}

} // namespace pgmigrate::core::schema::diff_parts
