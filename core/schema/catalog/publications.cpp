#include <fmt/format.h>

#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

constexpr Oid kPgPublicationRel = 6106, kPgPublicationNamespace = 6237;

Publication *publication(Reader &reader, Oid oid) {
	Known *known = reader.find_itself({Publication::kCatalog, oid});
	return known == nullptr ? nullptr : static_cast<Publication *>(known->object);
}

// Of what a publication has, the part that stands in the schemas to look at. What a row filter needs, the publication
// does.
void read_tables_of(Reader &reader) {
	std::optional<RowReader> rows;
	reader.run(fmt::format(R"(
SELECT r.prpubid AS "@oid", r.oid AS "@member", n.nspname AS "table.schema", c.relname AS "table.name",
	pg_get_expr(r.prqual, r.prrelid) AS row_filter,
	(SELECT json_agg(a.attname ORDER BY a.attname COLLATE "C") FROM pg_attribute AS a
		WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs::smallint[])) AS columns
FROM pg_publication_rel AS r JOIN pg_class AS c ON c.oid = r.prrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE {} ORDER BY r.prpubid, n.nspname COLLATE "C", c.relname COLLATE "C")",
				   reader.in_schemas()),
		[&](std::span<const std::string> names, Cells cells) {
			if (!rows)
				rows.emplace(Described<PublishedTable>::type.fields(), names);
			Oid oid = oid_of(cells[0]);
			Publication *owner = publication(reader, oid);
			if (owner == nullptr)
				return;
			rows->read(cells, owner->tables.emplace_back());
			reader.add_alias({kPgPublicationRel, oid_of(cells[1])}, {Publication::kCatalog, oid});
		});
}

void read_schemas_of(Reader &reader) {
	reader.run(fmt::format(R"(
SELECT r.pnpubid, r.oid, n.nspname FROM pg_publication_namespace AS r JOIN pg_namespace AS n ON n.oid = r.pnnspid
WHERE {} ORDER BY r.pnpubid, n.nspname COLLATE "C")",
				   reader.in_schemas()),
		[&](auto, Cells cells) {
			Oid oid = oid_of(cells[0]);
			Publication *owner = publication(reader, oid);
			if (owner == nullptr)
				return;
			owner->schemas.emplace_back(cells[2]);
			reader.add_alias({kPgPublicationNamespace, oid_of(cells[1])}, {Publication::kCatalog, oid});
		});
}

// A publication belongs to the whole database; to some schemas of it, one that publishes them or a table in them.
std::string wanted(const Reader &reader) {
	if (reader.options.schemas.empty())
		return "true";
	return fmt::format(
		R"((p.oid IN (SELECT r.prpubid FROM pg_publication_rel AS r JOIN pg_class AS c ON c.oid = r.prrelid
		JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE {0})
	OR p.oid IN (SELECT r.pnpubid FROM pg_publication_namespace AS r JOIN pg_namespace AS n ON n.oid = r.pnnspid
		WHERE {0})))",
		reader.in_schemas());
}

} // namespace

void read_publications(Reader &reader, Snapshot &snapshot) {
	reader.objects(snapshot.publications,
		fmt::format(R"(
SELECT p.oid AS "@oid", p.pubname AS name, {owner} AS owner, p.puballtables AS all_tables,
	concat_ws(', ', CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
		CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END) AS publish,
	p.pubviaroot AS via_root {by_version}
FROM pg_publication AS p WHERE {wanted} AND {own})",
			fmt::arg("owner", reader.owner("p.pubowner")),
			fmt::arg("by_version",
				reader.version < 18 ? ""
									: ", CASE p.pubgencols WHEN 's' THEN 'stored' END AS generated_columns"),
			fmt::arg("wanted", wanted(reader)),
			fmt::arg("own", Reader::not_of_extension("pg_publication", "p.oid"))));
	read_tables_of(reader);
	read_schemas_of(reader);
}

} // namespace pgmigrate::core::schema::catalog
