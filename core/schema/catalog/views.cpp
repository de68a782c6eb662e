#include <fmt/format.h>

#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

void read_views(Reader &reader, Snapshot &snapshot) {
	auto query = [&](char kind, std::string_view more) {
		return fmt::format(R"(
SELECT c.oid AS "@oid", n.nspname AS schema, c.relname AS name, {owner} AS owner,
	rtrim(pg_get_viewdef(c.oid), ';') AS definition, {options} AS options {more}
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
LEFT JOIN pg_am AS m ON m.oid = c.relam
LEFT JOIN pg_tablespace AS s ON s.oid = c.reltablespace
WHERE c.relkind = '{kind}' AND c.relpersistence <> 't' AND {in_schemas} AND {own})",
			fmt::arg("owner", reader.owner("c.relowner")),
			fmt::arg("options", Reader::settings("c.reloptions")), fmt::arg("more", more),
			fmt::arg("kind", kind), fmt::arg("in_schemas", reader.in_schemas()),
			fmt::arg("own", Reader::not_of_extension("pg_class", "c.oid")));
	};
	reader.objects(snapshot.views, query('v', ""));
	reader.objects(snapshot.materialized_views,
		query('m', ", NULLIF(m.amname, 'heap') AS access_method, s.spcname AS tablespace"));
	reader.run(fmt::format(R"(
SELECT r.oid, r.ev_class FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class
WHERE r.rulename = '_RETURN' AND r.oid >= {})",
				   kFirstUserOid),
		[&](auto, Cells cells) {
			reader.add_alias({kPgRewrite, oid_of(cells[0])}, {kPgClass, oid_of(cells[1])});
		});
}

} // namespace pgmigrate::core::schema::catalog
