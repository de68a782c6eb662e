// Enums, composite types, ranges, domains, base types.
#include <algorithm>

#include <fmt/format.h>

#include "core/schema/catalog/names.hpp"
#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

// A query on types: what it selects beside the name and the owner, what it joins, and which types it is for.
std::string types_query(
	const Reader &reader, std::string_view fields, std::string_view from, std::string_view which) {
	return fmt::format(R"(
SELECT t.oid AS "@oid", n.nspname AS schema, t.typname AS name, {} AS owner {}
FROM pg_type AS t
JOIN pg_namespace AS n ON n.oid = t.typnamespace
{}
WHERE {} AND {} AND {})",
		reader.owner("t.typowner"), fields, from, which, reader.in_schemas(),
		Reader::not_of_extension("pg_type", "t.oid"));
}

void read_ranges(Reader &reader, Snapshot &snapshot) {
	reader.objects(snapshot.ranges, types_query(reader,
										fmt::format(R"(, format_type(r.rngsubtype, NULL) AS subtype,
	pn.nspname AS "operator_class.schema", p.opcname AS "operator_class.name",
	ln.nspname AS "collation.schema", l.collname AS "collation.name",
	{} AS canonical, {} AS subtype_diff, mn.nspname AS "multirange.schema", m.typname AS "multirange.name")",
											routine_name("r.rngcanonical"), routine_name("r.rngsubdiff")),
										fmt::format(R"(JOIN pg_range AS r ON r.rngtypid = t.oid
JOIN pg_type AS s ON s.oid = r.rngsubtype
JOIN pg_type AS m ON m.oid = r.rngmultitypid
JOIN pg_namespace AS mn ON mn.oid = m.typnamespace
LEFT JOIN pg_opclass AS p ON p.oid = r.rngsubopc AND NOT {}
LEFT JOIN pg_namespace AS pn ON pn.oid = p.opcnamespace
LEFT JOIN pg_collation AS l ON l.oid = r.rngcollation AND l.oid <> s.typcollation
LEFT JOIN pg_namespace AS ln ON ln.oid = l.collnamespace)",
											is_default_class("r.rngsubtype")),
										"t.typtype = 'r'"));
	// What a range type brings along stands for it: its multirange type, and the functions that make both.
	reader.run(
		fmt::format("SELECT rngtypid, rngmultitypid FROM pg_range WHERE rngtypid >= {}", kFirstUserOid),
		[&](auto, Cells cells) {
			reader.add_alias({kPgType, oid_of(cells[1])}, {kPgType, oid_of(cells[0])});
		});
	reader.run(fmt::format(R"(
SELECT d.classid, d.objid, d.refobjid FROM pg_depend AS d
WHERE d.classid IN ('pg_proc'::regclass, 'pg_cast'::regclass) AND d.objid >= {} AND d.refclassid = 'pg_type'::regclass
	AND d.deptype = 'i')",
				   kFirstUserOid),
		[&](auto, Cells cells) {
			reader.add_alias({oid_of(cells[0]), oid_of(cells[1])}, {kPgType, oid_of(cells[2])});
		});
}

void read_domains(Reader &reader, Snapshot &snapshot) {
	// Since 17 NOT NULL is a constraint with a name.
	bool named = reader.version >= 17;
	reader.objects(snapshot.domains,
		types_query(reader,
			fmt::format(R"(, format_type(t.typbasetype, t.typtypmod) AS type,
	ln.nspname AS "collation.schema", l.collname AS "collation.name",
	pg_get_expr(t.typdefaultbin, 'pg_type'::regclass) AS "default", t.typnotnull AS not_null {})",
				named ? ", NULLIF(k.conname, t.typname || '_not_null') AS not_null_name" : ""),
			fmt::format(R"(JOIN pg_type AS b ON b.oid = t.typbasetype
LEFT JOIN pg_collation AS l ON l.oid = t.typcollation AND l.oid <> b.typcollation
LEFT JOIN pg_namespace AS ln ON ln.oid = l.collnamespace {})",
				named ? "LEFT JOIN pg_constraint AS k ON k.contypid = t.oid AND k.contype = 'n'" : ""),
			"t.typtype = 'd'"));
	std::optional<RowReader> rows;
	reader.run(fmt::format(R"(
SELECT k.oid AS "@oid", k.contypid AS "@domain", k.conname AS name,
	pg_get_expr(k.conbin, k.conrelid) AS expression, NOT k.convalidated AS not_valid, d.description AS comment
FROM pg_constraint AS k
LEFT JOIN pg_description AS d ON d.classoid = 'pg_constraint'::regclass AND d.objoid = k.oid
WHERE k.contypid >= {} AND k.contype = 'c' ORDER BY k.contypid, k.conname COLLATE "C")",
				   kFirstUserOid),
		[&](std::span<const std::string> names, Cells cells) {
			if (!rows)
				rows.emplace(Described<DomainConstraint>::type.fields(), names);
			const Known *known = reader.find({kPgType, oid_of(cells[1])});
			if (known == nullptr)
				return;
			DomainConstraint &constraint = static_cast<Domain *>(known->object)->constraints.emplace_back();
			rows->read(cells, constraint);
			reader.make_known({kPgConstraint, oid_of(cells[0])},
				{domain_constraint_reference(known->reference, constraint.name), nullptr, nullptr});
		});
}

// A shell has the functions of all shells.
std::string defined_only(std::string_view function) {
	return fmt::format("CASE WHEN t.typisdefined THEN {} END", routine_name(function));
}

std::string base_type_fields() {
	return fmt::format(R"(, NOT t.typisdefined AS shell,
	{} AS input, {} AS output, {} AS receive, {} AS send, {} AS modifier_input, {} AS modifier_output, {} AS analyze,
	{} AS subscript, CASE WHEN t.typisdefined AND t.typlen > 0 THEN t.typlen END AS length,
	t.typbyval AND t.typisdefined AS passed_by_value,
	CASE WHEN t.typisdefined THEN CASE t.typalign WHEN 'c' THEN 'char' WHEN 's' THEN 'int2' WHEN 'i' THEN 'int4'
		ELSE 'double' END END AS alignment,
	CASE WHEN t.typisdefined THEN CASE t.typstorage WHEN 'p' THEN 'plain' WHEN 'e' THEN 'external' WHEN 'm' THEN 'main'
		ELSE 'extended' END END AS storage,
	CASE WHEN t.typisdefined THEN NULLIF(t.typcategory, 'U') END AS category, t.typispreferred AS preferred,
	t.typdefault AS "default", CASE WHEN t.typelem <> 0 THEN format_type(t.typelem, NULL) END AS element,
	NULLIF(t.typdelim, ',') AS delimiter, t.typcollation <> 0 AS collatable)",
		defined_only("t.typinput"), defined_only("t.typoutput"), routine_name("t.typreceive"),
		routine_name("t.typsend"), routine_name("t.typmodin"), routine_name("t.typmodout"),
		routine_name("t.typanalyze"), routine_name("t.typsubscript"));
}

} // namespace

void read_types(Reader &reader, Snapshot &snapshot) {
	reader.objects(snapshot.enums, types_query(reader, ", e.labels AS labels", R"(LEFT JOIN (
	SELECT enumtypid, json_agg(enumlabel ORDER BY enumsortorder) AS labels FROM pg_enum GROUP BY enumtypid
) AS e ON e.enumtypid = t.oid)",
									   "t.typtype = 'e'"));
	reader.objects(snapshot.composite_types,
		types_query(
			reader, "", "JOIN pg_class AS c ON c.oid = t.typrelid AND c.relkind = 'c'", "t.typtype = 'c'"));
	reader.run(fmt::format("SELECT c.oid, c.reltype FROM pg_class AS c WHERE c.relkind = 'c' AND c.oid >= {}",
				   kFirstUserOid),
		[&](auto, Cells cells) {
			reader.add_alias({kPgClass, oid_of(cells[0])}, {kPgType, oid_of(cells[1])});
		});
	read_ranges(reader, snapshot);
	read_domains(reader, snapshot);
	reader.objects(snapshot.base_types,
		types_query(reader, base_type_fields(),
			"LEFT JOIN pg_type AS e ON e.oid = t.typelem AND e.typarray = t.oid",
			"(t.typtype = 'b' AND e.oid IS NULL OR t.typtype = 'p' AND NOT t.typisdefined)"));
}

void separate_shells(Snapshot &snapshot) {
	auto separate = [&](const Identity &name) {
		Reference type = reference(BaseType::kKind, name), shell = shell_reference(type);
		auto needed = snapshot.dependencies.find(type);
		if (needed == snapshot.dependencies.end())
			return;
		for (const Reference &function : needed->second)
			if (auto back = snapshot.dependencies.find(function); back != snapshot.dependencies.end())
				std::replace(back->second.begin(), back->second.end(), type, shell);
	};
	for (const auto &[name, type] : snapshot.base_types)
		separate(name);
	for (const auto &[name, type] : snapshot.ranges)
		if (!type.canonical.empty())
			separate(name);
}

} // namespace pgmigrate::core::schema::catalog
