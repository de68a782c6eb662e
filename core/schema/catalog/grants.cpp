// The rights on everything that has them, where they are others than those it was born with.
#include <algorithm>

#include <fmt/format.h>

#include "core/schema/catalog/grants.hpp"
#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

std::string exploded(std::string_view acl, std::string_view owner) {
	return fmt::format(R"(
	SELECT x.grantee = {1} AS owner, CASE WHEN x.grantee NOT IN (0, {1}) THEN pg_get_userbyid(x.grantee) ELSE '' END AS grantee,
		x.privilege_type AS privilege, bool_or(x.is_grantable) AS grantable
	FROM aclexplode({0}) AS x GROUP BY x.grantee, x.privilege_type)",
		acl, owner);
}

void Rights::add(const char *const *cells) {
	bool owner = *cells[0] == 't';
	auto found = std::find_if(grants.begin(), grants.end(),
		[&](const Grant &g) { return g.owner == owner && g.grantee == cells[1]; });
	if (found == grants.end()) {
		found = grants.insert(grants.end(), Grant());
		found->owner = owner;
		found->grantee = cells[1];
	}
	found->privileges.emplace_back(cells[2]);
	if (*cells[3] == 't')
		found->with_grant_option.emplace_back(cells[2]);
}

std::vector<Grant> Rights::beside(const Rights &born) const {
	std::vector<Grant> result = grants;
	for (Grant &grant : result) {
		std::sort(grant.privileges.begin(), grant.privileges.end());
		std::sort(grant.with_grant_option.begin(), grant.with_grant_option.end());
	}
	auto is_owner = [](const Grant &g) { return g.owner; };
	auto all = std::find_if(born.grants.begin(), born.grants.end(), is_owner);
	auto own = std::find_if(result.begin(), result.end(), is_owner);
	if (all != born.grants.end()) {
		std::vector<std::string> privileges = all->privileges;
		std::sort(privileges.begin(), privileges.end());
		if (own == result.end())
			result.emplace_back().owner = true;
		else if (own->privileges == privileges && own->with_grant_option.empty())
			result.erase(own);
	}
	std::sort(result.begin(), result.end(), [](const Grant &a, const Grant &b) {
		return std::tie(b.owner, a.grantee) < std::tie(a.owner, b.grantee); // the owner first
	});
	return result;
}

namespace {

// Of each catalog, the rights that were given or taken: what it is, its owner, and the rights it was born with.
std::string acls(const Reader &reader) {
	std::string sql = R"(
	SELECT 'pg_class'::regclass::oid AS catalog, c.oid, '' AS "column", c.relacl AS acl, c.relowner AS owner,
		acldefault(CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char", c.relowner) AS born
	FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE c.relacl IS NOT NULL AND {in_schemas}
	UNION ALL
	SELECT 'pg_class'::regclass, c.oid, a.attname, a.attacl, c.relowner, acldefault('c', c.relowner)
	FROM pg_attribute AS a JOIN pg_class AS c ON c.oid = a.attrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace
	WHERE a.attacl IS NOT NULL AND NOT a.attisdropped AND {in_schemas}
	UNION ALL
	SELECT 'pg_namespace'::regclass, n.oid, '', n.nspacl, n.nspowner,
		CASE WHEN n.oid < {first} THEN (SELECT array_agg(makeaclitem(
				CASE WHEN x.grantee = x.grantor THEN n.nspowner ELSE x.grantee END, n.nspowner, x.privilege_type, false))
			FROM pg_init_privs AS i, aclexplode(i.initprivs) AS x
			WHERE i.classoid = 'pg_namespace'::regclass AND i.objoid = n.oid)
		ELSE acldefault('n', n.nspowner) END
	FROM pg_namespace AS n WHERE n.nspacl IS NOT NULL AND {in_schemas})";
	for (auto [catalog, name, type] : {std::tuple{"pg_proc", "pro", 'f'}, {"pg_type", "typ", 'T'}})
		sql += fmt::format(R"(
	UNION ALL
	SELECT '{0}'::regclass, o.oid, '', o.{1}acl, o.{1}owner, acldefault('{2}', o.{1}owner)
	FROM {0} AS o JOIN pg_namespace AS n ON n.oid = o.{1}namespace
	WHERE o.{1}acl IS NOT NULL AND o.oid >= {{first}} AND {{in_schemas}})",
			catalog, name, type);
	for (auto [catalog, name, type] : {std::tuple{"pg_language", "lan", 'l'},
			 {"pg_foreign_data_wrapper", "fdw", 'F'}, {"pg_foreign_server", "srv", 'S'}})
		sql += fmt::format(R"(
	UNION ALL
	SELECT '{0}'::regclass, o.oid, '', o.{1}acl, o.{1}owner, acldefault('{2}', o.{1}owner)
	FROM {0} AS o WHERE o.{1}acl IS NOT NULL AND o.oid >= {{first}})",
			catalog, name, type);
	return fmt::format(
		fmt::runtime(sql), fmt::arg("in_schemas", reader.in_schemas()), fmt::arg("first", kFirstUserOid));
}

Grants *place(Reader &reader, Address address, std::string_view column) {
	if (column.empty())
		return reader.grants_of(address);
	Known *known = reader.find(address);
	if (known == nullptr || known->columns == nullptr)
		return nullptr;
	for (Column &c : *known->columns)
		if (c.name == column)
			return &c.grants;
	return nullptr;
}

} // namespace

void read_grants(Reader &reader, Snapshot &) {
	std::unordered_map<Grants *, std::pair<Rights, Rights>> rights; // given, born with
	reader.run(fmt::format(R"(
SELECT o.catalog, o.oid, o."column", x.born, x.owner, x.grantee, x.privilege, x.grantable
FROM ({}) AS o
CROSS JOIN LATERAL (SELECT false AS born, g.* FROM ({}) AS g UNION ALL SELECT true, b.* FROM ({}) AS b) AS x)",
				   acls(reader), exploded("o.acl", "o.owner"), exploded("o.born", "o.owner")),
		[&](auto, Cells cells) {
			Grants *grants = place(reader, {oid_of(cells[0]), oid_of(cells[1])}, cells[2]);
			if (grants == nullptr)
				return;
			auto &[given, born] = rights[grants];
			(*cells[3] == 't' ? born : given).add(&cells[4]);
		});
	for (auto &[grants, both] : rights) {
		std::vector<Grant> given = both.first.beside(both.second);
		if (given != both.second.beside(both.second))
			*grants = std::move(given);
	}
}

} // namespace pgmigrate::core::schema::catalog
