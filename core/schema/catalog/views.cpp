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
LEFT JOIN pg_class AS o ON o.oid = c.reltoastrelid
WHERE c.relkind = '{kind}' AND c.relpersistence <> 't' AND {in_schemas} AND {own})",
			fmt::arg("owner", reader.owner("c.relowner")), fmt::arg("options", Reader::storage_settings()),
			fmt::arg("more", more), fmt::arg("kind", kind), fmt::arg("in_schemas", reader.in_schemas()),
			fmt::arg("own", Reader::not_of_extension("pg_class", "c.oid")));
	};
	reader.objects(snapshot.views, query('v', ""));
	reader.objects(snapshot.materialized_views,
		query('m', ", NULLIF(m.amname, 'heap') AS access_method, s.spcname AS tablespace"));
	// What a view's query needs is the query's own affair: a view can be made with another one first.
	reader.run(fmt::format(R"(
SELECT r.oid, r.ev_class, c.relkind = 'v' FROM pg_rewrite AS r JOIN pg_class AS c ON c.oid = r.ev_class
WHERE r.rulename = '_RETURN' AND r.oid >= {})",
				   kFirstUserOid),
		[&](auto, Cells cells) {
			Address rule{kPgRewrite, oid_of(cells[0])}, view{kPgClass, oid_of(cells[1])};
			const Known *known = reader.find(view);
			if (known != nullptr && *cells[2] == 't')
				reader.make_known(rule, {query_reference(known->reference), nullptr, nullptr});
			else
				reader.add_alias(rule, view);
		});
}

} // namespace pgmigrate::core::schema::catalog
