// Triggers, rules, policies.
#include <fmt/format.h>

#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

// A partition's trigger that came with the partitioned table's is told of where it is enabled otherwise.
std::string triggers_query(const Reader &reader) {
	return fmt::format(R"(
SELECT t.oid AS "@oid", n.nspname AS "table.schema", c.relname AS "table.name", t.tgname AS name,
	pg_get_triggerdef(t.oid) AS definition, {enabled} AS enabled, t.tgparentid <> 0 AS inherited
FROM pg_trigger AS t
JOIN pg_class AS c ON c.oid = t.tgrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_trigger AS p ON p.oid = t.tgparentid
WHERE NOT t.tgisinternal AND (t.tgparentid = 0 OR t.tgenabled <> p.tgenabled) AND c.relpersistence <> 't'
	AND {in_schemas} AND {own})",
		fmt::arg("enabled", Reader::enabled("t.tgenabled")), fmt::arg("in_schemas", reader.in_schemas()),
		fmt::arg("own", Reader::not_of_extension("pg_class", "c.oid")));
}

std::string rules_query(const Reader &reader) {
	return fmt::format(R"(
SELECT r.oid AS "@oid", n.nspname AS "table.schema", c.relname AS "table.name", r.rulename AS name,
	rtrim(pg_get_ruledef(r.oid), ';') AS definition, {enabled} AS enabled
FROM pg_rewrite AS r
JOIN pg_class AS c ON c.oid = r.ev_class
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE r.rulename <> '_RETURN' AND c.relpersistence <> 't' AND {in_schemas} AND {own})",
		fmt::arg("enabled", Reader::enabled("r.ev_enabled")), fmt::arg("in_schemas", reader.in_schemas()),
		fmt::arg("own", Reader::not_of_extension("pg_class", "c.oid")));
}

std::string policies_query(const Reader &reader) {
	return fmt::format(R"(
SELECT p.oid AS "@oid", n.nspname AS "table.schema", c.relname AS "table.name", p.polname AS name,
	NOT p.polpermissive AS restrictive,
	CASE p.polcmd WHEN 'r' THEN 'select' WHEN 'a' THEN 'insert' WHEN 'w' THEN 'update' WHEN 'd' THEN 'delete' END AS command,
	(SELECT json_agg(r.name ORDER BY r.name COLLATE "C") FROM (
		SELECT pg_get_userbyid(u)::text AS name FROM unnest(p.polroles) AS u WHERE u <> 0) AS r) AS roles,
	pg_get_expr(p.polqual, p.polrelid) AS "using", pg_get_expr(p.polwithcheck, p.polrelid) AS with_check
FROM pg_policy AS p
JOIN pg_class AS c ON c.oid = p.polrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE c.relpersistence <> 't' AND {in_schemas} AND {own})",
		fmt::arg("in_schemas", reader.in_schemas()),
		fmt::arg("own", Reader::not_of_extension("pg_class", "c.oid")));
}

} // namespace

void read_triggers(Reader &reader, Snapshot &snapshot) {
	reader.objects(snapshot.triggers, triggers_query(reader));
	reader.objects(snapshot.rules, rules_query(reader));
	reader.objects(snapshot.policies, policies_query(reader));
}

} // namespace pgmigrate::core::schema::catalog
