#include <fmt/format.h>

#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

// The names of columns by their numbers, in the order of the numbers.
std::string columns(std::string_view relation, std::string_view numbers) {
	return fmt::format(
		"(SELECT json_agg(a.attname ORDER BY u.i) FROM unnest({1}) WITH ORDINALITY AS u (n, i) "
		"JOIN pg_attribute AS a ON a.attrelid = {0} AND a.attnum = u.n)",
		relation, numbers);
}

std::string action(std::string_view column) {
	return fmt::format("CASE {} WHEN 'r' THEN 'restrict' WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' "
					   "WHEN 'd' THEN 'set default' END",
		column);
}

std::string constraints_query(const Reader &reader) {
	return fmt::format(R"(
SELECT k.oid AS "@oid", n.nspname AS "table.schema", c.relname AS "table.name", k.conname AS name,
	CASE k.contype WHEN 'p' THEN 'primary key' WHEN 'u' THEN 'unique' WHEN 'c' THEN 'check' WHEN 'f' THEN 'foreign key'
		WHEN 'x' THEN 'exclusion' END AS type,
	CASE WHEN k.contype IN ('p', 'u', 'f') THEN {columns} END AS columns,
	CASE k.contype WHEN 'c' THEN pg_get_expr(k.conbin, k.conrelid)
		WHEN 'x' THEN regexp_replace(pg_get_constraintdef(k.oid), '^EXCLUDE ', '') END AS expression,
	CASE WHEN k.contype IN ('p', 'u') THEN {included} END AS included_columns,
	i.indnullsnotdistinct AS nulls_not_distinct,
	rn.nspname AS "references.schema", r.relname AS "references.name",
	CASE WHEN k.contype = 'f' THEN {referenced} END AS referenced_columns,
	CASE WHEN k.confmatchtype = 'f' THEN 'full' END AS match, {on_update} AS on_update, {on_delete} AS on_delete,
	CASE WHEN k.confdelsetcols IS NOT NULL THEN {on_delete_columns} END AS on_delete_columns,
	k.condeferrable AS deferrable, k.condeferred AS initially_deferred, NOT k.convalidated AS not_valid,
	k.connoinherit AND k.contype = 'c' AS no_inherit, k.coninhcount > 0 AND NOT k.conislocal AS inherited,
	an.nspname AS "attached_to.schema", ac.relname AS "attached_to.name",
	CASE WHEN x.oid IS NOT NULL THEN {options} END AS options, s.spcname AS tablespace, i.indisclustered AS clustered,
	i.indisreplident AS replica_identity, x.oid AS "@index" {by_version}
FROM pg_constraint AS k
JOIN pg_class AS c ON c.oid = k.conrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_class AS r ON r.oid = k.confrelid AND k.contype = 'f'
LEFT JOIN pg_namespace AS rn ON rn.oid = r.relnamespace
LEFT JOIN pg_index AS i ON i.indexrelid = k.conindid AND k.contype IN ('p', 'u', 'x')
LEFT JOIN pg_class AS x ON x.oid = i.indexrelid
LEFT JOIN pg_inherits AS h ON h.inhrelid = x.oid
LEFT JOIN pg_class AS ac ON ac.oid = h.inhparent
LEFT JOIN pg_namespace AS an ON an.oid = ac.relnamespace
LEFT JOIN pg_tablespace AS s ON s.oid = x.reltablespace
WHERE k.contype IN ('p', 'u', 'c', 'f', 'x') AND (k.contype <> 'f' OR k.conparentid = 0) AND c.relpersistence <> 't'
	AND {in_schemas} AND {own})",
		fmt::arg("columns", columns("k.conrelid", "k.conkey")),
		fmt::arg("included",
			columns("k.conrelid",
				"(SELECT array_agg(w.n ORDER BY w.i) FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS w (n, i) "
				"WHERE w.i > i.indnkeyatts)")),
		fmt::arg("referenced", columns("k.confrelid", "k.confkey")),
		fmt::arg("on_update", action("k.confupdtype")), fmt::arg("on_delete", action("k.confdeltype")),
		fmt::arg("on_delete_columns", columns("k.conrelid", "k.confdelsetcols")),
		fmt::arg("options", Reader::settings("x.reloptions")),
		fmt::arg("by_version",
			reader.version < 18
				? ""
				: ", NOT k.conenforced AS not_enforced, k.conperiod AND k.contype IN ('p', 'u') AS "
				  "without_overlaps, k.conperiod AND k.contype = 'f' AS with_period"),
		fmt::arg("in_schemas", reader.in_schemas()),
		fmt::arg("own", Reader::not_of_extension("pg_class", "c.oid")));
}

} // namespace

void read_constraints(Reader &reader, Snapshot &snapshot) {
	std::optional<RowReader> rows;
	std::size_t index = 0;
	reader.run(constraints_query(reader), [&](std::span<const std::string> names, Cells cells) {
		if (!rows) {
			rows.emplace(Described<Constraint>::type.fields(), names);
			while (names[index] != "@index")
				index++;
		}
		Constraint constraint;
		rows->read(cells, constraint);
		Oid oid = oid_of(cells[0]);
		Constraint &added = reader.add(snapshot.constraints, std::move(constraint), oid);
		if (cells[index] == nullptr)
			return;
		reader.add_alias({kPgClass, oid_of(cells[index])}, {kPgConstraint, oid});
		reader.add_part({kPgClass, oid_of(cells[index])}, &added.index_comment, nullptr);
	});
}

} // namespace pgmigrate::core::schema::catalog
