// What needs what, by pg_depend: for the order in which things can be made.
#include <algorithm>

#include <fmt/format.h>

#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

// Row types and array types stand for what they belong to.
void read_type_aliases(Reader &reader) {
	reader.run(fmt::format(R"(
SELECT t.oid, t.typrelid, e.oid FROM pg_type AS t
LEFT JOIN pg_type AS e ON e.typarray = t.oid
LEFT JOIN pg_class AS c ON c.oid = t.typrelid AND c.relkind <> 'c'
WHERE t.oid >= {} AND (c.oid IS NOT NULL OR e.oid IS NOT NULL))",
				   kFirstUserOid),
		[&](auto, Cells cells) {
			Oid relation = oid_of(cells[1]);
			reader.add_alias({kPgType, oid_of(cells[0])},
				relation != 0 ? Address{kPgClass, relation} : Address{kPgType, oid_of(cells[2])});
		});
}

// A default's dependencies are its own: a table can be made without it.
void read_defaults(Reader &reader) {
	reader.run(fmt::format(R"(
SELECT d.oid, d.adrelid, a.attname, a.attgenerated <> '' FROM pg_attrdef AS d
JOIN pg_attribute AS a ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE d.oid >= {})",
				   kFirstUserOid),
		[&](auto, Cells cells) {
			const Known *table = reader.find({kPgClass, oid_of(cells[1])});
			if (table == nullptr)
				return;
			Reference name =
				*cells[3] == 't' ? table->reference : default_reference(table->reference, cells[2]);
			reader.make_known({kPgAttrdef, oid_of(cells[0])}, {name, nullptr, nullptr});
		});
}

// Who needs a member of an extension needs the extension.
void read_member_aliases(Reader &reader) {
	reader.run("SELECT classid, objid, refclassid, refobjid FROM pg_depend WHERE deptype = 'e'",
		[&](auto, Cells cells) {
			reader.add_alias({oid_of(cells[0]), oid_of(cells[1])}, {oid_of(cells[2]), oid_of(cells[3])});
		});
}

} // namespace

void read_dependencies(Reader &reader, Snapshot &snapshot) {
	read_type_aliases(reader);
	read_member_aliases(reader);
	read_defaults(reader);
	// An owned sequence depends on its column: that is said after both are made. What a partition's index, constraint or
	// trigger has from the partitioned table's is made before it is attached.
	// What a function needs beside types and languages is for its defaults and its body.
	reader.run(fmt::format(R"(
SELECT DISTINCT d.classid, d.objid, d.refclassid, d.refobjid FROM pg_depend AS d
WHERE d.objid >= {0} AND (d.refobjid >= {0} OR d.refclassid = 'pg_namespace'::regclass) AND d.deptype NOT IN ('e', 'P', 'S')
	AND NOT (d.classid = 'pg_class'::regclass AND d.deptype = 'a' AND d.refobjsubid > 0
		AND EXISTS (SELECT FROM pg_sequence AS s WHERE s.seqrelid = d.objid)))",
				   kFirstUserOid),
		[&](auto, Cells cells) {
			const Known *from = reader.find({oid_of(cells[0]), oid_of(cells[1])});
			const Known *to = reader.find({oid_of(cells[2]), oid_of(cells[3])});
			if (from == nullptr || to == nullptr || from->reference == query_reference(to->reference))
				return;
			Oid catalog = oid_of(cells[2]);
			bool of_body = from->reference.starts_with("function ") && catalog != kPgType &&
						   catalog != kPgNamespace && catalog != kPgLanguage && catalog != kPgTransform;
			Reference needing = of_body ? body_reference(from->reference) : from->reference;
			if (needing != to->reference && needing != query_reference(to->reference))
				snapshot.dependencies[needing].push_back(to->reference);
		});
	for (auto &[reference, needed] : snapshot.dependencies) {
		std::sort(needed.begin(), needed.end());
		needed.erase(std::unique(needed.begin(), needed.end()), needed.end());
	}
}

} // namespace pgmigrate::core::schema::catalog
