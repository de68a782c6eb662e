#include <fmt/format.h>

#include "core/schema/catalog/grants.hpp"
#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

void read_default_privileges(Reader &reader, Snapshot &snapshot) {
	reader.objects(snapshot.default_privileges,
		fmt::format(R"(
SELECT d.oid AS "@oid", pg_get_userbyid(d.defaclrole) AS role, n.nspname AS schema, CASE d.defaclobjtype
	WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types' WHEN 'n' THEN 'schemas'
	WHEN 'L' THEN 'large objects' END AS objects
FROM pg_default_acl AS d LEFT JOIN pg_namespace AS n ON n.oid = d.defaclnamespace
WHERE {})",
			reader.options.schemas.empty() ? fmt::format("(n.oid IS NULL OR {})", reader.in_schemas())
										   : reader.in_schemas()));
	// Those of a schema are added to those of the server or the role; those of the role stand for the server's.
	std::unordered_map<Oid, std::pair<Rights, Rights>> rights; // given, born with
	reader.run(
		fmt::format(R"(
SELECT d.oid, x.born, x.owner, x.grantee, x.privilege, x.grantable
FROM pg_default_acl AS d
CROSS JOIN LATERAL (SELECT false AS born, g.* FROM ({}) AS g UNION ALL SELECT true, b.* FROM ({}) AS b) AS x)",
			exploded("d.defaclacl", "d.defaclrole"),
			exploded(
				"acldefault(CASE WHEN d.defaclnamespace <> 0 THEN 'c' WHEN d.defaclobjtype = 'S' THEN 's' "
				"ELSE d.defaclobjtype END, d.defaclrole)", // a column is born without any
				"d.defaclrole")),
		[&](auto, Cells cells) {
			auto &[given, born] = rights[oid_of(cells[0])];
			(*cells[1] == 't' ? born : given).add(&cells[2]);
		});
	for (auto &[oid, both] : rights)
		if (Grants *grants = reader.grants_of({DefaultPrivileges::kCatalog, oid}))
			*grants = both.first.beside(both.second);
}

} // namespace pgmigrate::core::schema::catalog
