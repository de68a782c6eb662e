// Columns of tables, views and composite types, with their defaults and the sequences of identity columns.
#include <fmt/format.h>

#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

// Of columns that the server does not name, because their relations are looked at as a whole, the rows come by relation
// and number.
std::string columns_query(const Reader &reader) {
	return fmt::format(R"(
SELECT a.attrelid AS "@oid", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
	ln.nspname AS "collation.schema", l.collname AS "collation.name", a.attnotnull AS not_null,
	pg_get_expr(d.adbin, d.adrelid) AS "default",
	CASE a.attgenerated WHEN 's' THEN 'stored' WHEN 'v' THEN 'virtual' END AS generated,
	CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END AS identity,
	CASE WHEN a.attstorage <> t.typstorage THEN CASE a.attstorage
		WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main' WHEN 'x' THEN 'extended' END END AS storage,
	CASE a.attcompression WHEN 'p' THEN 'pglz' WHEN 'l' THEN 'lz4' END AS compression,
	NULLIF(a.attstattarget, -1) AS statistics, {options} AS options, {foreign_options} AS foreign_options,
	a.attinhcount > 0 AND NOT a.attislocal AS inherited {not_null}
FROM pg_attribute AS a
JOIN pg_class AS c ON c.oid = a.attrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_type AS t ON t.oid = a.atttypid
LEFT JOIN pg_collation AS l ON l.oid = a.attcollation AND a.attcollation <> t.typcollation
LEFT JOIN pg_namespace AS ln ON ln.oid = l.collnamespace
LEFT JOIN pg_attrdef AS d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
{not_null_from}
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f', 'v', 'm', 'c') AND c.relpersistence <> 't'
	AND {in_schemas}
ORDER BY a.attrelid, a.attnum)",
		fmt::arg("options", Reader::settings("a.attoptions")),
		fmt::arg("foreign_options", Reader::settings("a.attfdwoptions")),
		fmt::arg("not_null",
			reader.version < 18
				? ""
				: ", NOT k.convalidated AS not_null_not_valid, k.connoinherit AS not_null_no_inherit"),
		fmt::arg("not_null_from", reader.version < 18 ? "" : R"(
LEFT JOIN pg_constraint AS k ON k.conrelid = a.attrelid AND k.contype = 'n' AND k.conkey = ARRAY[a.attnum])"),
		fmt::arg("in_schemas", reader.in_schemas()));
}

// Sequences of identity columns, by relation and column.
std::string identity_query(const Reader &reader) {
	return fmt::format(R"(
SELECT d.refobjid AS "@oid", s.seqrelid AS "@sequence", a.attname AS "@column",
	sn.nspname AS "sequence.schema", sc.relname AS "sequence.name", sc.relpersistence = 'u' AS unlogged,
	CASE WHEN s.seqtypid <> a.atttypid THEN format_type(s.seqtypid, NULL) END AS type,
	s.seqstart AS start, s.seqincrement AS increment, s.seqmin AS minimum, s.seqmax AS maximum, s.seqcache AS cache,
	s.seqcycle AS cycle
FROM pg_sequence AS s
JOIN pg_depend AS d ON d.classid = 'pg_class'::regclass AND d.objid = s.seqrelid AND d.objsubid = 0
	AND d.refclassid = 'pg_class'::regclass AND d.deptype = 'i'
JOIN pg_class AS c ON c.oid = d.refobjid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
JOIN pg_class AS sc ON sc.oid = s.seqrelid
JOIN pg_namespace AS sn ON sn.oid = sc.relnamespace
WHERE {})",
		reader.in_schemas());
}

void read_identities(Reader &reader) {
	std::optional<RowReader> rows;
	reader.run(identity_query(reader), [&](std::span<const std::string> names, Cells cells) {
		if (!rows)
			rows.emplace(Described<IdentitySequence>::type.fields(), names);
		Oid relation = oid_of(cells[0]);
		Known *known = reader.find({kPgClass, relation});
		if (known == nullptr || known->columns == nullptr)
			return;
		reader.add_alias({kPgClass, oid_of(cells[1])}, {kPgClass, relation});
		for (Column &column : *known->columns)
			if (column.name == cells[2]) {
				rows->read(cells, column.sequence.emplace());
				reader.add_part(
					{kPgClass, oid_of(cells[1])}, &column.sequence->comment, &column.sequence->grants);
			}
	});
}

} // namespace

void read_columns(Reader &reader, Snapshot &) {
	reader.each<Column>(columns_query(reader), [&](Column &column, Oid relation) {
		if (Known *known = reader.find({kPgClass, relation}); known != nullptr && known->columns != nullptr)
			known->columns->push_back(std::move(column));
	});
	read_identities(reader);
}

} // namespace pgmigrate::core::schema::catalog
