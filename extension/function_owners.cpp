#include "extension/function_owners.hpp"

#include "extension/trust.hpp"

#include "extension/pg/spi.hpp"

namespace pgmigrate {

std::vector<std::string> function_owners_not_covering_caller() {
	std::vector<std::string> owners;
	pg::own_statements([&] {
		pg::query(
			"SELECT DISTINCT pg_get_userbyid(p.proowner)::text COLLATE \"C\" FROM pg_proc p"
			" WHERE p.oid >= 16384 AND NOT EXISTS (SELECT FROM pg_depend d"
			"  WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e') ORDER BY 1",
			{}, [&](const pg::Row &row) { owners.push_back(row.string(0)); }, pg::SnapshotKind::caller);
	});
	Acceptance acceptance; // outside of own statements: it asks who calls
	std::erase_if(owners, [&](const std::string &owner) { return acceptance.covers(owner, {}); });
	return owners;
}

} // namespace pgmigrate
