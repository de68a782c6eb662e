#include <fmt/format.h>

#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

void read_statistics(Reader &reader, Snapshot &snapshot) {
	// The server keeps the columns in the order of their numbers, whatever was asked for.
	reader.objects(snapshot.statistics,
		fmt::format(R"(
SELECT s.oid AS "@oid", n.nspname AS schema, s.stxname AS name, {owner} AS owner,
	tn.nspname AS "table.schema", t.relname AS "table.name",
	(SELECT json_agg(x.kind ORDER BY x.kind) FROM (
		SELECT CASE u WHEN 'd' THEN 'ndistinct' WHEN 'f' THEN 'dependencies' WHEN 'm' THEN 'mcv' END AS kind
		FROM unnest(s.stxkind) AS u WHERE u <> 'e') AS x) AS kinds,
	(SELECT json_agg(a.attname ORDER BY a.attname COLLATE "C") FROM pg_attribute AS a
		WHERE a.attrelid = s.stxrelid AND a.attnum = ANY (s.stxkeys::smallint[])) AS columns,
	CASE WHEN s.stxexprs IS NOT NULL THEN array_to_json(pg_get_statisticsobjdef_expressions(s.oid)) END AS expressions,
	NULLIF(s.stxstattarget, -1) AS target
FROM pg_statistic_ext AS s
JOIN pg_namespace AS n ON n.oid = s.stxnamespace
JOIN pg_class AS t ON t.oid = s.stxrelid
JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
WHERE t.relpersistence <> 't' AND {in_schemas} AND {own} AND {table_own})",
			fmt::arg("owner", reader.owner("s.stxowner")), fmt::arg("in_schemas", reader.in_schemas()),
			fmt::arg("own", Reader::not_of_extension("pg_statistic_ext", "s.oid")),
			fmt::arg("table_own", Reader::not_of_extension("pg_class", "t.oid"))));
}

} // namespace pgmigrate::core::schema::catalog
