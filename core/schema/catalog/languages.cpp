// Languages, access methods, event triggers: of some schemas, those whose functions stand there.
#include <fmt/format.h>

#include "core/schema/catalog/names.hpp"
#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

std::string languages_query(const Reader &reader) {
	return fmt::format(R"(
SELECT l.oid AS "@oid", l.lanname AS name, {owner} AS owner, l.lanpltrusted AS trusted, {handler} AS handler,
	{inline} AS inline, {validator} AS validator
FROM pg_language AS l
LEFT JOIN pg_proc AS p ON p.oid = l.lanplcallfoid
LEFT JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE l.oid >= {first} AND ({everywhere} OR {in_schemas}) AND {own})",
		fmt::arg("owner", reader.owner("l.lanowner")), fmt::arg("handler", routine_name("l.lanplcallfoid")),
		fmt::arg("inline", routine_name("l.laninline")),
		fmt::arg("validator", routine_name("l.lanvalidator")), fmt::arg("first", kFirstUserOid),
		fmt::arg("everywhere", reader.everywhere()), fmt::arg("in_schemas", reader.in_schemas()),
		fmt::arg("own", Reader::not_of_extension("pg_language", "l.oid")));
}

std::string access_methods_query(const Reader &reader) {
	return fmt::format(R"(
SELECT m.oid AS "@oid", m.amname AS name, CASE m.amtype WHEN 'i' THEN 'index' ELSE 'table' END AS type,
	{handler} AS handler
FROM pg_am AS m
JOIN pg_proc AS p ON p.oid = m.amhandler
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE m.oid >= {first} AND ({everywhere} OR {in_schemas}) AND {own})",
		fmt::arg("handler", routine_name("m.amhandler")), fmt::arg("first", kFirstUserOid),
		fmt::arg("everywhere", reader.everywhere()), fmt::arg("in_schemas", reader.in_schemas()),
		fmt::arg("own", Reader::not_of_extension("pg_am", "m.oid")));
}

// Those of pgmigrate watch for it and come and go with that; they are known by their functions.
std::string event_triggers_query(const Reader &reader) {
	return fmt::format(R"(
SELECT t.oid AS "@oid", t.evtname AS name, {owner} AS owner, t.evtevent AS event,
	(SELECT json_agg(u ORDER BY u COLLATE "C") FROM unnest(t.evttags) AS u) AS tags, {function} AS function,
	{enabled} AS enabled
FROM pg_event_trigger AS t
JOIN pg_proc AS p ON p.oid = t.evtfoid
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE ({everywhere} OR {in_schemas}) AND {own} AND NOT EXISTS (SELECT FROM pg_depend AS d
	JOIN pg_extension AS x ON x.oid = d.refobjid AND x.extname = 'pgmigrate'
	WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.refclassid = 'pg_extension'::regclass
		AND d.deptype = 'e'))",
		fmt::arg("owner", reader.owner("t.evtowner")), fmt::arg("enabled", Reader::enabled("t.evtenabled")),
		fmt::arg("function", routine_name("t.evtfoid")), fmt::arg("everywhere", reader.everywhere()),
		fmt::arg("in_schemas", reader.in_schemas()),
		fmt::arg("own", Reader::not_of_extension("pg_event_trigger", "t.oid")));
}

} // namespace

void read_languages(Reader &reader, Snapshot &snapshot) {
	reader.objects(snapshot.languages, languages_query(reader));
	reader.objects(snapshot.access_methods, access_methods_query(reader));
	reader.objects(snapshot.event_triggers, event_triggers_query(reader));
}

} // namespace pgmigrate::core::schema::catalog
