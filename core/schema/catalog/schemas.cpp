#include <fmt/format.h>

#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

void read_schemas(Reader &reader, Snapshot &snapshot) {
	reader.objects(
		snapshot.schemas, fmt::format(R"(
SELECT n.oid AS "@oid", n.nspname AS name,
	CASE WHEN n.oid >= {first} OR n.nspowner <> 'pg_database_owner'::regrole THEN {owner} END AS owner,
	n.oid < {first} AND obj_description(n.oid, 'pg_namespace') IS NULL AS comment_removed
FROM pg_namespace AS n
WHERE {in_schemas} AND {own})",
							  fmt::arg("first", kFirstUserOid), fmt::arg("owner", reader.owner("n.nspowner")),
							  fmt::arg("in_schemas", reader.in_schemas()),
							  fmt::arg("own", Reader::not_of_extension("pg_namespace", "n.oid"))));
	// An extension belongs to the whole database; to some schemas of it, that which lives in one of them.
	reader.objects(snapshot.extensions, fmt::format(R"(
SELECT x.oid AS "@oid", x.extname AS name, n.nspname AS schema, x.extversion AS version,
	x.extversion <> v.default_version AS other_version
FROM pg_extension AS x JOIN pg_namespace AS n ON n.oid = x.extnamespace
LEFT JOIN pg_available_extensions() AS v ON v.name = x.extname
WHERE x.extname NOT IN ('plpgsql', 'pgmigrate') AND {})",
											reader.options.schemas.empty() ? "true" : reader.in_schemas()));
}

} // namespace pgmigrate::core::schema::catalog
