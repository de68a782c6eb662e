// Casts, transforms, collations, conversions.
#include <fmt/format.h>

#include "core/schema/catalog/names.hpp"
#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

// The casts that a range type brings along are internal to it.
std::string casts_query(const Reader &reader) {
	return fmt::format(R"(
SELECT c.oid AS "@oid", format_type(c.castsource, NULL) AS source, format_type(c.casttarget, NULL) AS target,
	{function} AS function, c.castmethod = 'i' AS inout,
	CASE c.castcontext WHEN 'a' THEN 'assignment' WHEN 'i' THEN 'implicit' END AS context
FROM pg_cast AS c
JOIN pg_type AS s ON s.oid = c.castsource
JOIN pg_namespace AS sn ON sn.oid = s.typnamespace
JOIN pg_type AS t ON t.oid = c.casttarget
JOIN pg_namespace AS tn ON tn.oid = t.typnamespace
LEFT JOIN pg_proc AS p ON p.oid = c.castfunc
LEFT JOIN pg_namespace AS pn ON pn.oid = p.pronamespace
WHERE c.oid >= {first} AND ({everywhere} OR {source} OR {target} OR {function_in}) AND NOT EXISTS (SELECT FROM pg_depend AS e
	WHERE e.classid = 'pg_cast'::regclass AND e.objid = c.oid AND e.deptype IN ('e', 'i')))",
		fmt::arg("function", routine_signature("c.castfunc")), fmt::arg("first", kFirstUserOid),
		fmt::arg("everywhere", reader.everywhere()), fmt::arg("source", reader.in_schemas("sn.nspname")),
		fmt::arg("target", reader.in_schemas("tn.nspname")),
		fmt::arg("function_in", reader.in_schemas("pn.nspname")));
}

std::string transforms_query(const Reader &reader) {
	return fmt::format(R"(
SELECT r.oid AS "@oid", format_type(r.trftype, NULL) AS type, l.lanname AS language,
	{from_sql} AS from_sql, {to_sql} AS to_sql
FROM pg_transform AS r
JOIN pg_type AS t ON t.oid = r.trftype
JOIN pg_namespace AS tn ON tn.oid = t.typnamespace
JOIN pg_language AS l ON l.oid = r.trflang
LEFT JOIN pg_proc AS p ON p.oid = r.trffromsql
LEFT JOIN pg_namespace AS pn ON pn.oid = p.pronamespace
LEFT JOIN pg_proc AS q ON q.oid = r.trftosql
LEFT JOIN pg_namespace AS qn ON qn.oid = q.pronamespace
WHERE ({everywhere} OR {type} OR {from} OR {to}) AND {own})",
		fmt::arg("from_sql", routine_signature("r.trffromsql")),
		fmt::arg("to_sql", routine_signature("r.trftosql")), fmt::arg("everywhere", reader.everywhere()),
		fmt::arg("type", reader.in_schemas("tn.nspname")), fmt::arg("from", reader.in_schemas("pn.nspname")),
		fmt::arg("to", reader.in_schemas("qn.nspname")),
		fmt::arg("own", Reader::not_of_extension("pg_transform", "r.oid")));
}

std::string collations_query(const Reader &reader) {
	return fmt::format(R"(
SELECT c.oid AS "@oid", n.nspname AS schema, c.collname AS name, {owner} AS owner,
	CASE c.collprovider WHEN 'c' THEN 'libc' WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' END AS provider,
	CASE WHEN c.collprovider <> 'c' THEN {locale} WHEN c.collcollate = c.collctype THEN c.collcollate END AS locale,
	CASE WHEN c.collprovider = 'c' AND c.collcollate <> c.collctype THEN c.collcollate END AS collate,
	CASE WHEN c.collprovider = 'c' AND c.collcollate <> c.collctype THEN c.collctype END AS ctype,
	NOT c.collisdeterministic AS nondeterministic, {rules} AS rules
FROM pg_collation AS c
JOIN pg_namespace AS n ON n.oid = c.collnamespace
WHERE {in_schemas} AND {own})",
		fmt::arg("owner", reader.owner("c.collowner")),
		fmt::arg("locale", reader.version < 17 ? "c.colliculocale" : "c.colllocale"),
		fmt::arg("rules", reader.version < 16 ? "NULL" : "c.collicurules"),
		fmt::arg("in_schemas", reader.in_schemas()),
		fmt::arg("own", Reader::not_of_extension("pg_collation", "c.oid")));
}

std::string conversions_query(const Reader &reader) {
	return fmt::format(R"(
SELECT c.oid AS "@oid", n.nspname AS schema, c.conname AS name, {owner} AS owner,
	pg_encoding_to_char(c.conforencoding) AS source, pg_encoding_to_char(c.contoencoding) AS target,
	{function} AS function, c.condefault AS default
FROM pg_conversion AS c
JOIN pg_namespace AS n ON n.oid = c.connamespace
WHERE {in_schemas} AND {own})",
		fmt::arg("owner", reader.owner("c.conowner")), fmt::arg("function", routine_name("c.conproc")),
		fmt::arg("in_schemas", reader.in_schemas()),
		fmt::arg("own", Reader::not_of_extension("pg_conversion", "c.oid")));
}

} // namespace

void read_casts(Reader &reader, Snapshot &snapshot) {
	reader.objects(snapshot.collations, collations_query(reader));
	reader.objects(snapshot.conversions, conversions_query(reader));
	reader.objects(snapshot.casts, casts_query(reader));
	reader.objects(snapshot.transforms, transforms_query(reader));
}

} // namespace pgmigrate::core::schema::catalog
