#include "core/schema/ddl/column_sql.hpp"

#include <fmt/format.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/ddl/sequence_options.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

std::string identity_sql(const Column &column) {
	if (!column.sequence)
		return {};
	std::string kind = column.identity == "always" ? "ALWAYS" : "BY DEFAULT";
	std::string options = column.sequence->type.empty() ? " " + sequence_options(*column.sequence) : "";
	return fmt::format(
		" GENERATED {} AS IDENTITY (SEQUENCE NAME {}{})", kind, column.sequence->sequence, options);
}

std::string generated_sql(const Column &column) {
	return fmt::format(
		" GENERATED ALWAYS AS ({}){}", column.default_value, column.generated == "stored" ? " STORED" : "");
}

std::string not_null_sql(const Column &column) {
	if (!column.not_null || column.not_null_not_valid)
		return {};
	return column.not_null_no_inherit ? " NOT NULL NO INHERIT" : " NOT NULL";
}

std::string column_sql(const Column &column) {
	std::string sql = fmt::format("{} {}", identifier(column.name), column.type);
	if (!column.foreign_options.empty())
		sql += fmt::format(" OPTIONS ({})", options_list(column.foreign_options));
	if (!column.collation.empty())
		sql += " COLLATE " + column.collation;
	if (!column.generated.empty())
		sql += generated_sql(column);
	else if (!column.default_value.empty())
		sql += " DEFAULT " + column.default_value;
	return sql + identity_sql(column) + not_null_sql(column);
}

std::string column_storage_sql(std::string_view alter, const Column &column) {
	std::string sql;
	if (column.statistics)
		sql += fmt::format("{}SET STATISTICS {};\n", alter, *column.statistics);
	if (!column.storage.empty())
		sql += fmt::format("{}SET STORAGE {};\n", alter, column.storage);
	if (!column.compression.empty())
		sql += fmt::format("{}SET COMPRESSION {};\n", alter, column.compression);
	if (!column.options.empty())
		sql += fmt::format("{}SET ({});\n", alter, settings_list(column.options));
	return sql;
}

std::string after_column_sql(const Table &table, const Identity &name, const Column &column) {
	const std::string only =
		fmt::format("ALTER {}TABLE ONLY {} ", table.server.empty() ? "" : "FOREIGN ", name);
	const std::string alter = fmt::format("{}ALTER COLUMN {} ", only, identifier(column.name));
	std::string sql = column_storage_sql(alter, column);
	if (column.not_null && column.not_null_not_valid)
		sql += fmt::format("{}ADD NOT NULL {} NOT VALID;\n", only, identifier(column.name));
	// A sequence is born with the column's type, and may be too small for what it counts by.
	if (column.sequence && !column.sequence->type.empty())
		sql += fmt::format("ALTER SEQUENCE {} AS {} {} RESTART;\n", column.sequence->sequence,
			column.sequence->type, sequence_options(*column.sequence));
	if (column.sequence && column.sequence->unlogged != table.unlogged)
		sql += fmt::format("ALTER SEQUENCE {} SET {};\n", column.sequence->sequence,
			column.sequence->unlogged ? "UNLOGGED" : "LOGGED");
	sql += comment_sql(column.comment, fmt::format("COLUMN {}.{}", name, identifier(column.name)));
	if (column.sequence)
		sql += comment_sql(column.sequence->comment, "SEQUENCE " + column.sequence->sequence);
	return sql;
}

std::string column_grants_sql(const Table &table, const Identity &name, const Column &column) {
	std::string sql = grants_sql(column.grants, "TABLE", name, table.owner, column.name);
	if (column.sequence)
		sql += grants_sql(column.sequence->grants, "SEQUENCE", column.sequence->sequence, table.owner);
	return sql;
}

} // namespace pgmigrate::core::schema::ddl
