// What stands in the database and no kind tells of.
#include <algorithm>

#include <fmt/format.h>

#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

// Whatever stands in a schema depends on it. Members of operator families stand in none: they are their operators' and
// functions', when users add them to a family of the system's. Default privileges are left out by choice.
std::string candidates_query(const Reader &reader) {
	return fmt::format(R"(
SELECT d.classid, d.objid FROM pg_depend AS d
JOIN pg_namespace AS n ON n.oid = d.refobjid
WHERE d.refclassid = 'pg_namespace'::regclass AND d.deptype = 'n' AND d.objid >= {first} AND {in_schemas}
	AND d.classid <> 'pg_default_acl'::regclass
	AND NOT (d.classid = 'pg_operator'::regclass AND EXISTS (SELECT FROM pg_operator AS o WHERE o.oid = d.objid AND o.oprcode = 0))
	AND NOT EXISTS (SELECT FROM pg_depend AS e WHERE e.classid = d.classid AND e.objid = d.objid AND e.deptype = 'e')
UNION SELECT 'pg_amop'::regclass::oid, m.oid FROM pg_amop AS m
JOIN pg_operator AS o ON o.oid = m.amopopr
JOIN pg_namespace AS n ON n.oid = o.oprnamespace
WHERE m.oid >= {first} AND {in_schemas} AND {own_operator}
UNION SELECT 'pg_amproc'::regclass::oid, m.oid FROM pg_amproc AS m
JOIN pg_proc AS p ON p.oid = m.amproc
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE m.oid >= {first} AND {in_schemas} AND {own_function})",
		fmt::arg("first", kFirstUserOid), fmt::arg("in_schemas", reader.in_schemas()),
		fmt::arg("own_operator", Reader::not_of_extension("pg_operator", "o.oid")),
		fmt::arg("own_function", Reader::not_of_extension("pg_proc", "p.oid")));
}

// ALTER TABLE ... DISABLE TRIGGER ALL turns off what keeps foreign keys, too.
std::string triggers_query(const Reader &reader) {
	return fmt::format(R"(
SELECT DISTINCT {} || ' triggers on ' || pg_describe_object('pg_class'::regclass, c.oid, 0) || ' of '
	|| pg_describe_object('pg_constraint'::regclass, t.tgconstraint, 0)
FROM pg_trigger AS t
JOIN pg_class AS c ON c.oid = t.tgrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE t.tgisinternal AND t.tgconstraint <> 0 AND t.tgenabled <> 'O' AND {} AND {})",
		Reader::enabled("t.tgenabled"), reader.in_schemas(), Reader::not_of_extension("pg_class", "c.oid"));
}

// Rights on what every database is born with, where they are no longer those that it was born with. The server keeps no
// record of those of information_schema.
std::string born_rights_query() {
	std::string sql;
	for (auto [catalog, name, kind, which] :
		{std::tuple{"pg_proc", "pro", "'f'", "o.pronamespace = 'pg_catalog'::regnamespace"},
			{"pg_type", "typ", "'T'", "o.typnamespace = 'pg_catalog'::regnamespace"},
			{"pg_class", "rel", R"(CASE o.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char")",
				"o.relnamespace = 'pg_catalog'::regnamespace"},
			{"pg_namespace", "nsp", "'n'", "o.nspname = 'pg_catalog'"},
			{"pg_language", "lan", "'l'", "true"}})
		sql += fmt::format(R"(
	SELECT '{0}'::regclass::oid AS catalog, o.oid, 0 AS part, o.{1}acl AS acl, acldefault({2}, o.{1}owner) AS born
	FROM {0} AS o WHERE o.oid < {4} AND {3} UNION ALL)",
			catalog, name, kind, which, kFirstUserOid);
	return fmt::format(R"(
SELECT 'rights on ' || pg_describe_object(o.catalog, o.oid, o.part)
FROM ({}
	SELECT 'pg_class'::regclass, a.attrelid, a.attnum, a.attacl, '{{}}'
	FROM pg_attribute AS a JOIN pg_class AS o ON o.oid = a.attrelid
	WHERE a.attrelid < {} AND a.attnum > 0 AND o.relnamespace = 'pg_catalog'::regnamespace) AS o
LEFT JOIN pg_init_privs AS i ON i.classoid = o.catalog AND i.objoid = o.oid AND i.objsubid = o.part
CROSS JOIN LATERAL (SELECT coalesce(o.acl, o.born) AS now, coalesce(i.initprivs, o.born) AS born) AS x
WHERE (o.acl IS NOT NULL OR i.initprivs IS NOT NULL) AND NOT (x.now @> x.born AND x.born @> x.now))",
		sql, kFirstUserOid);
}

// What belongs to the database as a whole.
constexpr const char *kOfDatabase = R"(
SELECT 'subscription ' || subname FROM pg_subscription
WHERE subdbid = (SELECT oid FROM pg_database WHERE datname = current_database())
UNION ALL SELECT 'user mapping for ' || coalesce(usename, 'public') || ' on server ' || srvname || ', which may hold a password'
FROM pg_user_mappings
UNION ALL SELECT 'that ' || pg_describe_object(d.classid, d.objid, d.objsubid) || ' depends on extension ' || e.extname
FROM pg_depend AS d JOIN pg_extension AS e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid WHERE d.deptype = 'x'
UNION ALL SELECT 'large objects' WHERE EXISTS (SELECT FROM pg_largeobject_metadata)
UNION ALL SELECT 'security label of ' || provider || ' on ' || pg_describe_object(classoid, objoid, objsubid) FROM pg_seclabel)";

} // namespace

void read_not_modelled(Reader &reader, Snapshot &snapshot) {
	std::vector<std::string> &words = snapshot.not_modelled;
	auto take = [&](auto, Cells cells) { words.emplace_back(cells[0]); };
	std::string catalogs, oids;
	reader.run(candidates_query(reader), [&](auto, Cells cells) {
		if (reader.find({oid_of(cells[0]), oid_of(cells[1])}) != nullptr)
			return;
		catalogs.append(catalogs.empty() ? "" : ",").append(cells[0]);
		oids.append(oids.empty() ? "" : ",").append(cells[1]);
	});
	if (!oids.empty())
		reader.run(fmt::format("SELECT pg_describe_object(u.catalog, u.oid, 0) FROM unnest('{{{}}}'::oid[], "
							   "'{{{}}}'::oid[]) AS u (catalog, oid)",
					   catalogs, oids),
			take);
	reader.run(triggers_query(reader), take);
	if (reader.options.schemas.empty())
		reader.run(kOfDatabase, take);
	if (reader.options.schemas.empty() && reader.options.privileges)
		reader.run(born_rights_query(), take);
	std::sort(words.begin(), words.end());
}

} // namespace pgmigrate::core::schema::catalog
