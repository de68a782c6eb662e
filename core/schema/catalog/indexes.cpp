#include <fmt/format.h>

#include "core/schema/catalog/names.hpp"
#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

// That an index was made by itself.
constexpr const char *kOfNoConstraint =
	"NOT EXISTS (SELECT FROM pg_constraint AS x WHERE x.conrelid = i.indrelid AND x.conindid = i.indexrelid "
	"AND x.contype IN ('p', 'u', 'x'))";

// That a key's expression may have another collation than its type brings, which the key then does not follow: the server
// does not say what an expression's collation is.
constexpr const char *kOfOtherCollations =
	R"((pg_get_indexdef(i.indexrelid, k, false) LIKE '% COLLATE %' OR EXISTS (
			SELECT FROM pg_depend AS d JOIN pg_attribute AS da ON da.attrelid = d.refobjid AND da.attnum = d.refobjsubid
			WHERE d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid AND d.refclassid = 'pg_class'::regclass
				AND d.refobjid = i.indrelid AND da.attcollation NOT IN (0, l.oid)
				AND strpos(pg_get_indexdef(i.indexrelid, k, false), quote_ident(da.attname)) > 0)))";

// The keys of the index "i", each looked up by itself: joined with all keys of all indexes, the server may compare each
// with each. indoption holds two bits a key: descending, nulls first.
std::string keys() {
	return fmt::format(R"(
	SELECT json_agg(json_strip_nulls(json_build_object(
		'key', pg_get_indexdef(i.indexrelid, k, false),
		'collation', CASE WHEN l.oid IS NOT NULL THEN quote_ident(ln.nspname) || '.' || quote_ident(l.collname) END,
		'operator_class', CASE WHEN NOT {default} OR {options} IS NOT NULL
			THEN quote_ident(pn.nspname) || '.' || quote_ident(p.opcname) END,
		'operator_class_options', {options},
		'descending', CASE WHEN i.indoption[k - 1] & 1 = 1 THEN true END,
		'nulls', CASE i.indoption[k - 1] & 3 WHEN 1 THEN 'last' WHEN 2 THEN 'first' END,
		'statistics', NULLIF(a.attstattarget, -1))) ORDER BY k) AS keys
	FROM (SELECT o.class, o.k::integer AS k FROM unnest(i.indclass::oid[]) WITH ORDINALITY AS o (class, k)) AS o
	JOIN pg_attribute AS a ON a.attrelid = i.indexrelid AND a.attnum = k
	JOIN pg_type AS t ON t.oid = a.atttypid
	JOIN pg_opclass AS p ON p.oid = o.class
	JOIN pg_namespace AS pn ON pn.oid = p.opcnamespace
	LEFT JOIN pg_attribute AS ta ON ta.attrelid = i.indrelid AND ta.attnum = i.indkey[k - 1] AND ta.attnum > 0
	LEFT JOIN pg_collation AS l ON l.oid = i.indcollation[k - 1]
		AND (l.oid <> coalesce(ta.attcollation, t.typcollation) OR ta.attnum IS NULL AND {of_others})
	LEFT JOIN pg_namespace AS ln ON ln.oid = l.collnamespace)",
		fmt::arg("options", Reader::settings("a.attoptions")),
		fmt::arg("default", // of an expression, the index knows no other type than that which it keeps
			is_default_class("coalesce(ta.atttypid, CASE WHEN p.opckeytype = 0 THEN a.atttypid END)")),
		fmt::arg("of_others", kOfOtherCollations));
}

} // namespace

void read_indexes(Reader &reader, Snapshot &snapshot) {
	reader.objects(snapshot.indexes,
		fmt::format(R"(
SELECT c.oid AS "@oid", n.nspname AS schema, c.relname AS name, tn.nspname AS "table.schema", t.relname AS "table.name",
	m.amname AS method, i.indisunique AS unique, i.indnullsnotdistinct AS nulls_not_distinct, k.keys,
	(SELECT json_agg(a.attname ORDER BY a.i) FROM unnest(i.indkey::smallint[]) WITH ORDINALITY AS u (n, i)
		JOIN LATERAL (SELECT attname, u.i FROM pg_attribute WHERE attrelid = i.indrelid AND attnum = u.n) AS a ON true
		WHERE u.i > i.indnkeyatts) AS included_columns,
	pg_get_expr(i.indpred, i.indrelid) AS predicate, {options} AS options, s.spcname AS tablespace,
	c.relkind = 'I' AS partitioned, an.nspname AS "attached_to.schema", ac.relname AS "attached_to.name",
	NOT i.indisvalid AND c.relkind = 'i' AS invalid, i.indisclustered AS clustered, i.indisreplident AS replica_identity
FROM (SELECT i.* FROM pg_index AS i WHERE i.indexrelid >= {first} AND {free} OFFSET 0) AS i -- before keys are looked up
JOIN pg_class AS c ON c.oid = i.indexrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_class AS t ON t.oid = i.indrelid
JOIN pg_namespace AS tn ON tn.oid = t.relnamespace
JOIN pg_am AS m ON m.oid = c.relam
CROSS JOIN LATERAL ({keys}) AS k
LEFT JOIN pg_inherits AS h ON h.inhrelid = i.indexrelid
LEFT JOIN pg_class AS ac ON ac.oid = h.inhparent
LEFT JOIN pg_namespace AS an ON an.oid = ac.relnamespace
LEFT JOIN pg_tablespace AS s ON s.oid = c.reltablespace
WHERE t.relkind IN ('r', 'p', 'm') AND c.relpersistence <> 't' AND {in_schemas} AND {own})",
			fmt::arg("keys", keys()), fmt::arg("first", kFirstUserOid), fmt::arg("free", kOfNoConstraint),
			fmt::arg("options", Reader::settings("c.reloptions")),
			fmt::arg("in_schemas", reader.in_schemas()),
			fmt::arg("own", Reader::not_of_extension("pg_class", "t.oid"))));
}

} // namespace pgmigrate::core::schema::catalog
