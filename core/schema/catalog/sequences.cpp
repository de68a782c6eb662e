#include <fmt/format.h>

#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

void read_sequences(Reader &reader, Snapshot &snapshot) {
	reader.objects(snapshot.sequences,
		fmt::format(R"(
SELECT c.oid AS "@oid", n.nspname AS schema, c.relname AS name, {owner} AS owner, c.relpersistence = 'u' AS unlogged,
	format_type(s.seqtypid, NULL) AS type, s.seqstart AS start, s.seqincrement AS increment, s.seqmin AS minimum,
	s.seqmax AS maximum, s.seqcache AS cache, s.seqcycle AS cycle,
	tn.nspname AS "owned_by_table.schema", t.relname AS "owned_by_table.name", a.attname AS owned_by_column
FROM pg_sequence AS s
JOIN pg_class AS c ON c.oid = s.seqrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.objsubid = 0
	AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
LEFT JOIN pg_class AS t ON t.oid = d.refobjid
LEFT JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
LEFT JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
WHERE {in_schemas} AND c.relpersistence <> 't' AND d.deptype IS DISTINCT FROM 'i' AND {own})",
			fmt::arg("owner", reader.owner("c.relowner")), fmt::arg("in_schemas", reader.in_schemas()),
			fmt::arg("own", Reader::not_of_extension("pg_class", "c.oid"))));
}

} // namespace pgmigrate::core::schema::catalog
