#include <fmt/format.h>

#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

// The parents of each table that inherits, partitions apart, in their order.
constexpr const char *kParents = R"(
	SELECT i.inhrelid, json_agg(json_build_array(n.nspname, p.relname) ORDER BY i.inhseqno) AS names
	FROM pg_inherits AS i JOIN pg_class AS c ON c.oid = i.inhrelid AND NOT c.relispartition AND c.relkind IN ('r', 'f')
	JOIN pg_class AS p ON p.oid = i.inhparent JOIN pg_namespace AS n ON n.oid = p.relnamespace
	GROUP BY i.inhrelid)";

} // namespace

void read_tables(Reader &reader, Snapshot &snapshot) {
	reader.objects(
		snapshot.tables, fmt::format(R"(
SELECT c.oid AS "@oid", n.nspname AS schema, c.relname AS name, {owner} AS owner, c.relpersistence = 'u' AS unlogged,
	ym.nspname AS "of_type.schema", y.typname AS "of_type.name", h.names AS "inherits.names",
	pg_get_partkeydef(c.oid) AS partition_by,
	pn.nspname AS "partition_of.schema", p.relname AS "partition_of.name",
	pg_get_expr(c.relpartbound, c.oid) AS partition_bound,
	NULLIF(m.amname, 'heap') AS access_method, s.spcname AS tablespace,
	{options} AS options,
	CASE WHEN c.relkind <> 'f' THEN CASE c.relreplident WHEN 'f' THEN 'full' WHEN 'n' THEN 'nothing' WHEN 'i' THEN 'index' END END AS replica_identity,
	c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security,
	r.srvname AS server, {foreign_options} AS foreign_options
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_type AS y ON y.oid = c.reloftype
LEFT JOIN pg_namespace AS ym ON ym.oid = y.typnamespace
LEFT JOIN ({parents}) AS h ON h.inhrelid = c.oid
LEFT JOIN pg_inherits AS i ON i.inhrelid = c.oid AND c.relispartition
LEFT JOIN pg_class AS p ON p.oid = i.inhparent
LEFT JOIN pg_namespace AS pn ON pn.oid = p.relnamespace
LEFT JOIN pg_am AS m ON m.oid = c.relam
LEFT JOIN pg_tablespace AS s ON s.oid = c.reltablespace
LEFT JOIN pg_class AS o ON o.oid = c.reltoastrelid
LEFT JOIN pg_foreign_table AS f ON f.ftrelid = c.oid
LEFT JOIN pg_foreign_server AS r ON r.oid = f.ftserver
WHERE c.relkind IN ('r', 'p', 'f') AND c.relpersistence <> 't' AND {in_schemas} AND {own})",
							 fmt::arg("owner", reader.owner("c.relowner")), fmt::arg("parents", kParents),
							 fmt::arg("options", Reader::storage_settings()),
							 fmt::arg("foreign_options", Reader::settings("f.ftoptions")),
							 fmt::arg("in_schemas", reader.in_schemas()),
							 fmt::arg("own", Reader::not_of_extension("pg_class", "c.oid"))));
}

} // namespace pgmigrate::core::schema::catalog
