#include <fmt/format.h>

#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

// Columns and joins for a function that an object names: its schema and its name.
std::string function_columns(std::string_view field) {
	return fmt::format(R"(, {0}_n.nspname AS "{0}.schema", {0}_p.proname AS "{0}.name")", field);
}
std::string function_joins(std::string_view field, std::string_view column) {
	return fmt::format(R"(
LEFT JOIN pg_proc AS {0}_p ON {0}_p.oid = {1}::oid LEFT JOIN pg_namespace AS {0}_n ON {0}_n.oid = {0}_p.pronamespace)",
		field, column);
}

void read_parsers(Reader &reader, Snapshot &snapshot) {
	std::string columns, joins;
	for (auto [field, column] : {std::pair{"start", "p.prsstart"}, {"gettoken", "p.prstoken"},
			 {"end", "p.prsend"}, {"lextypes", "p.prslextype"}, {"headline", "p.prsheadline"}}) {
		columns += function_columns(field);
		joins += function_joins(field, column);
	}
	reader.objects(snapshot.text_search_parsers,
		fmt::format(R"(
SELECT p.oid AS "@oid", n.nspname AS schema, p.prsname AS name {columns}
FROM pg_ts_parser AS p JOIN pg_namespace AS n ON n.oid = p.prsnamespace {joins}
WHERE {in_schemas} AND {own})",
			fmt::arg("columns", columns), fmt::arg("joins", joins),
			fmt::arg("in_schemas", reader.in_schemas()),
			fmt::arg("own", Reader::not_of_extension("pg_ts_parser", "p.oid"))));
}

void read_templates(Reader &reader, Snapshot &snapshot) {
	reader.objects(snapshot.text_search_templates,
		fmt::format(R"(
SELECT t.oid AS "@oid", n.nspname AS schema, t.tmplname AS name {columns}
FROM pg_ts_template AS t JOIN pg_namespace AS n ON n.oid = t.tmplnamespace {joins}
WHERE {in_schemas} AND {own})",
			fmt::arg("columns", function_columns("init") + function_columns("lexize")),
			fmt::arg(
				"joins", function_joins("init", "t.tmplinit") + function_joins("lexize", "t.tmpllexize")),
			fmt::arg("in_schemas", reader.in_schemas()),
			fmt::arg("own", Reader::not_of_extension("pg_ts_template", "t.oid"))));
}

void read_dictionaries(Reader &reader, Snapshot &snapshot) {
	reader.objects(snapshot.text_search_dictionaries,
		fmt::format(R"(
SELECT d.oid AS "@oid", n.nspname AS schema, d.dictname AS name, {owner} AS owner,
	tn.nspname AS "template.schema", t.tmplname AS "template.name", d.dictinitoption AS options
FROM pg_ts_dict AS d
JOIN pg_namespace AS n ON n.oid = d.dictnamespace
JOIN pg_ts_template AS t ON t.oid = d.dicttemplate
JOIN pg_namespace AS tn ON tn.oid = t.tmplnamespace
WHERE {in_schemas} AND {own})",
			fmt::arg("owner", reader.owner("d.dictowner")), fmt::arg("in_schemas", reader.in_schemas()),
			fmt::arg("own", Reader::not_of_extension("pg_ts_dict", "d.oid"))));
}

void read_configurations(Reader &reader, Snapshot &snapshot) {
	reader.objects(snapshot.text_search_configurations,
		fmt::format(R"(
SELECT c.oid AS "@oid", n.nspname AS schema, c.cfgname AS name, {owner} AS owner,
	pn.nspname AS "parser.schema", p.prsname AS "parser.name"
FROM pg_ts_config AS c
JOIN pg_namespace AS n ON n.oid = c.cfgnamespace
JOIN pg_ts_parser AS p ON p.oid = c.cfgparser
JOIN pg_namespace AS pn ON pn.oid = p.prsnamespace
WHERE {in_schemas} AND {own})",
			fmt::arg("owner", reader.owner("c.cfgowner")), fmt::arg("in_schemas", reader.in_schemas()),
			fmt::arg("own", Reader::not_of_extension("pg_ts_config", "c.oid"))));
	// What a number means, only the parser knows.
	reader.each<TextSearchMapping>(fmt::format(R"(
SELECT m.mapcfg AS "@oid", t.alias AS token,
	json_agg(json_build_array(n.nspname, d.dictname) ORDER BY m.mapseqno) AS "dictionaries.names"
FROM pg_ts_config_map AS m
JOIN pg_ts_config AS c ON c.oid = m.mapcfg
JOIN (SELECT p.cfgparser, x.tokid, x.alias
	FROM (SELECT DISTINCT cfgparser FROM pg_ts_config WHERE oid >= {first}) AS p
	CROSS JOIN LATERAL ts_token_type(p.cfgparser) AS x) AS t ON t.cfgparser = c.cfgparser AND t.tokid = m.maptokentype
JOIN pg_ts_dict AS d ON d.oid = m.mapdict
JOIN pg_namespace AS n ON n.oid = d.dictnamespace
WHERE c.oid >= {first}
GROUP BY m.mapcfg, t.alias ORDER BY m.mapcfg, t.alias COLLATE "C")",
									   fmt::arg("first", kFirstUserOid)),
		[&](TextSearchMapping &mapping, Oid configuration) {
			if (Known *known = reader.find_itself({TextSearchConfiguration::kCatalog, configuration}))
				static_cast<TextSearchConfiguration *>(known->object)->mappings.push_back(std::move(mapping));
		});
}

} // namespace

void read_text_search(Reader &reader, Snapshot &snapshot) {
	read_parsers(reader, snapshot);
	read_templates(reader, snapshot);
	read_dictionaries(reader, snapshot);
	read_configurations(reader, snapshot);
}

} // namespace pgmigrate::core::schema::catalog
