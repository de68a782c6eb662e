// Operators, their classes and families.
#include <fmt/format.h>

#include "core/schema/catalog/names.hpp"
#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

// An operator without a function is only named, as another one's commutator or negator.
std::string operators_query(const Reader &reader) {
	return fmt::format(R"(
SELECT o.oid AS "@oid", n.nspname AS schema, o.oprname AS name, {owner} AS owner,
	CASE WHEN o.oprleft <> 0 THEN format_type(o.oprleft, NULL) END AS left, format_type(o.oprright, NULL) AS right,
	{function} AS function, {commutator} AS commutator, {negator} AS negator, {restrict} AS restrict, {join} AS join,
	o.oprcanhash AS hashes, o.oprcanmerge AS merges
FROM pg_operator AS o
JOIN pg_namespace AS n ON n.oid = o.oprnamespace
WHERE o.oprcode <> 0 AND {in_schemas} AND {own})",
		fmt::arg("owner", reader.owner("o.oprowner")), fmt::arg("function", routine_name("o.oprcode")),
		fmt::arg("commutator", operator_name("o.oprcom")), fmt::arg("negator", operator_name("o.oprnegate")),
		fmt::arg("restrict", routine_name("o.oprrest")), fmt::arg("join", routine_name("o.oprjoin")),
		fmt::arg("in_schemas", reader.in_schemas()),
		fmt::arg("own", Reader::not_of_extension("pg_operator", "o.oid")));
}

std::string families_query(const Reader &reader) {
	return fmt::format(R"(
SELECT f.oid AS "@oid", n.nspname AS schema, f.opfname AS name, {owner} AS owner, m.amname AS method
FROM pg_opfamily AS f
JOIN pg_namespace AS n ON n.oid = f.opfnamespace
JOIN pg_am AS m ON m.oid = f.opfmethod
WHERE {in_schemas} AND {own})",
		fmt::arg("owner", reader.owner("f.opfowner")), fmt::arg("in_schemas", reader.in_schemas()),
		fmt::arg("own", Reader::not_of_extension("pg_opfamily", "f.oid")));
}

std::string classes_query(const Reader &reader) {
	return fmt::format(R"(
SELECT c.oid AS "@oid", n.nspname AS schema, c.opcname AS name, {owner} AS owner, m.amname AS method,
	format_type(c.opcintype, NULL) AS type, c.opcdefault AS default,
	fn.nspname AS "family.schema", f.opfname AS "family.name",
	CASE WHEN c.opckeytype <> 0 THEN format_type(c.opckeytype, NULL) END AS storage
FROM pg_opclass AS c
JOIN pg_namespace AS n ON n.oid = c.opcnamespace
JOIN pg_am AS m ON m.oid = c.opcmethod
JOIN pg_opfamily AS f ON f.oid = c.opcfamily
JOIN pg_namespace AS fn ON fn.oid = f.opfnamespace
WHERE {in_schemas} AND {own})",
		fmt::arg("owner", reader.owner("c.opcowner")), fmt::arg("in_schemas", reader.in_schemas()),
		fmt::arg("own", Reader::not_of_extension("pg_opclass", "c.oid")));
}

// Whether a member belongs to a class or to the family alone, its dependency says.
std::string members_query(std::string_view fields, std::string_view catalog, std::string_view prefix) {
	return fmt::format(R"(
SELECT o.oid AS "@oid", d.refclassid AS "@catalog", d.refobjid AS "@of", {fields},
	format_type(o.{prefix}lefttype, NULL) AS left, format_type(o.{prefix}righttype, NULL) AS right
FROM {catalog} AS o
JOIN pg_depend AS d ON d.classid = '{catalog}'::regclass AND d.objid = o.oid
	AND (d.refclassid = 'pg_opclass'::regclass OR d.refclassid = 'pg_opfamily'::regclass AND d.refobjid = o.{prefix}family)
WHERE o.oid >= {first}
ORDER BY 4, format_type(o.{prefix}lefttype, NULL) COLLATE "C", format_type(o.{prefix}righttype, NULL) COLLATE "C")",
		fmt::arg("fields", fields), fmt::arg("catalog", catalog), fmt::arg("prefix", prefix),
		fmt::arg("first", kFirstUserOid));
}

template <class Member>
void read_members(Reader &reader, const std::string &sql, Oid catalog,
	std::vector<Member> OperatorClass::*of_class, std::vector<Member> OperatorFamily::*of_family) {
	std::optional<RowReader> rows;
	reader.run(sql, [&](std::span<const std::string> names, Cells cells) {
		if (!rows)
			rows.emplace(Described<Member>::type.fields(), names);
		Address member{catalog, oid_of(cells[0])}, of{oid_of(cells[1]), oid_of(cells[2])};
		const Known *known = reader.find(of);
		if (known == nullptr)
			return;
		bool is_class = of.catalog == OperatorClass::kCatalog;
		auto &members = is_class ? static_cast<OperatorClass *>(known->object)->*of_class
								 : static_cast<OperatorFamily *>(known->object)->*of_family;
		rows->read(cells, members.emplace_back());
		if (is_class)
			reader.add_alias(member, of);
		else
			reader.make_known(member, {members_reference(known->reference), nullptr, nullptr});
	});
}

} // namespace

void read_operators(Reader &reader, Snapshot &snapshot) {
	reader.objects(snapshot.operators, operators_query(reader));
	reader.objects(snapshot.operator_families, families_query(reader));
	reader.objects(snapshot.operator_classes, classes_query(reader));
	std::string order_by = R"((SELECT quote_ident(n.nspname) || '.' || quote_ident(f.opfname)
		FROM pg_opfamily AS f JOIN pg_namespace AS n ON n.oid = f.opfnamespace WHERE f.oid = o.amopsortfamily))";
	read_members(reader,
		members_query(fmt::format("o.amopstrategy AS strategy, {} AS operator, {} AS order_by",
						  operator_name("o.amopopr"), order_by),
			"pg_amop", "amop"),
		kPgAmop, &OperatorClass::operators, &OperatorFamily::operators);
	read_members(reader,
		members_query(fmt::format("o.amprocnum AS number, {} AS function", routine_signature("o.amproc")),
			"pg_amproc", "amproc"),
		kPgAmproc, &OperatorClass::functions, &OperatorFamily::functions);
}

} // namespace pgmigrate::core::schema::catalog
