// Views and materialized views that stay, changed.
#include <fmt/format.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/diff/changes.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::diff_parts {

namespace {

// CREATE OR REPLACE VIEW may add columns at the end, and nothing else.
bool begins_with(const std::vector<Column> &columns, const std::vector<Column> &first) {
	if (columns.size() < first.size())
		return false;
	for (std::size_t i = 0; i < first.size(); i++)
		if (columns[i].name != first[i].name || columns[i].type != first[i].type ||
			columns[i].collation != first[i].collation)
			return false;
	return true;
}

std::string alter_columns(const Changes &changes, const Identity &name, const std::vector<Column> &from,
	const std::vector<Column> &to, const std::string &owner) {
	const Column none;
	std::string sql;
	for (std::size_t i = 0; i < to.size(); i++) {
		const Column &old = i < from.size() ? from[i] : none;
		sql += alter_comment(
			fmt::format("COLUMN {}.{}", name, identifier(to[i].name)), old.comment, to[i].comment);
		sql += alter_grants(changes, "TABLE", name, old.grants, to[i].grants, owner, to[i].name);
	}
	return sql;
}

bool is_same_query(const std::string &from, const std::string &to) {
	return is_alike(Described<std::string>::type, Role::expression, &from, &to);
}

} // namespace

std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const View &from, const View &to) {
	if (!begins_with(to.columns, from.columns))
		return {};
	Alteration alteration;
	if (!is_same_query(from.definition, to.definition))
		alteration.sql = fmt::format("CREATE OR REPLACE VIEW {}{} AS\n{};\n", name,
			to.options.empty() ? "" : fmt::format(" WITH ({})", ddl::settings_list(to.options)),
			to.definition);
	else
		alteration.sql = alter_settings(fmt::format("ALTER VIEW {}", name), from.options, to.options);
	alteration.sql += alter_attributes(changes, "VIEW", name, from, to);
	alteration.sql += alter_columns(changes, name, from.columns, to.columns, to.owner);
	return alteration;
}

std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const MaterializedView &from, const MaterializedView &to) {
	if (!is_same_query(from.definition, to.definition) || from.columns.size() != to.columns.size() ||
		!begins_with(to.columns, from.columns))
		return {};
	const std::string alter = fmt::format("ALTER MATERIALIZED VIEW {}", name);
	Alteration alteration;
	if (from.access_method != to.access_method)
		alteration.sql += fmt::format("{} SET ACCESS METHOD {};\n", alter,
			identifier(to.access_method.empty() ? "heap" : to.access_method));
	if (from.tablespace != to.tablespace)
		alteration.sql += fmt::format("{} SET TABLESPACE {};\n", alter,
			identifier(to.tablespace.empty() ? "pg_default" : to.tablespace));
	alteration.sql += alter_settings(alter, from.options, to.options);
	for (std::size_t i = 0; i < to.columns.size(); i++) {
		const Column &old = from.columns[i], &fresh = to.columns[i];
		const std::string column = fmt::format("{} ALTER COLUMN {}", alter, identifier(fresh.name));
		if (old.statistics != fresh.statistics)
			alteration.sql += fmt::format("{} SET STATISTICS {};\n", column, fresh.statistics.value_or(-1));
		if (old.storage != fresh.storage || old.compression != fresh.compression)
			return {};
		alteration.sql += alter_settings(column, old.options, fresh.options);
	}
	alteration.sql += alter_attributes(changes, "MATERIALIZED VIEW", name, from, to);
	alteration.sql += alter_columns(changes, name, from.columns, to.columns, to.owner);
	return alteration;
}

} // namespace pgmigrate::core::schema::diff_parts
