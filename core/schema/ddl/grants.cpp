#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

std::string_view grant_kind(std::string_view kind) {
	if (kind == "VIEW" || kind == "MATERIALIZED VIEW" || kind == "FOREIGN TABLE")
		return "TABLE";
	if (kind == "AGGREGATE")
		return "FUNCTION";
	if (kind == "SERVER")
		return "FOREIGN SERVER";
	if (kind == "PROCEDURAL LANGUAGE")
		return "LANGUAGE";
	return kind;
}

bool is_born_public(std::string_view kind, std::string_view name) {
	for (std::string_view other : {"FUNCTION", "PROCEDURE", "ROUTINE", "LANGUAGE", "TYPE", "DOMAIN"})
		if (kind == other)
			return true;
	return kind == "SCHEMA" && name == "public";
}

namespace {

// "SELECT, UPDATE"; of a column "SELECT (a), UPDATE (a)".
std::string privilege_list(const std::vector<std::string> &privileges, std::string_view column) {
	std::vector<std::string> list;
	for (const std::string &privilege : privileges)
		list.push_back(column.empty() ? privilege : fmt::format("{} ({})", privilege, identifier(column)));
	return fmt::format("{}", fmt::join(list, ", "));
}

} // namespace

std::string grant_statements(const std::vector<Grant> &grants, std::string_view on, const std::string &owner,
	bool born_public, std::string_view column) {
	std::string sql;
	// One that PUBLIC has kept needs no word; the schema public is born with one right of two.
	bool kept = on != "SCHEMA public" && std::any_of(grants.begin(), grants.end(),
											 [](const Grant &g) { return !g.owner && g.grantee.empty(); });
	if (born_public && !kept)
		sql += fmt::format("REVOKE ALL ON {} FROM PUBLIC;\n", on);
	for (const Grant &grant : grants) {
		if (kept && born_public && !grant.owner && grant.grantee.empty())
			continue;
		std::string grantee = grant.owner             ? owner
							  : grant.grantee.empty() ? "PUBLIC"
													  : identifier(grant.grantee);
		if (grant.owner && column.empty())
			sql += fmt::format("REVOKE ALL ON {} FROM {};\n", on, grantee);
		std::vector<std::string> plain;
		for (const std::string &privilege : grant.privileges)
			if (std::find(grant.with_grant_option.begin(), grant.with_grant_option.end(), privilege) ==
				grant.with_grant_option.end())
				plain.push_back(privilege);
		if (!plain.empty())
			sql += fmt::format("GRANT {} ON {} TO {};\n", privilege_list(plain, column), on, grantee);
		if (!grant.with_grant_option.empty())
			sql += fmt::format("GRANT {} ON {} TO {} WITH GRANT OPTION;\n",
				privilege_list(grant.with_grant_option, column), on, grantee);
	}
	return sql;
}

std::string grants_sql(const Grants &grants, std::string_view kind, std::string_view name,
	const std::string &owner, std::string_view column) {
	if (!grants)
		return {};
	kind = grant_kind(kind);
	return grant_statements(*grants, fmt::format("{} {}", kind, name),
		owner.empty() ? "CURRENT_USER" : identifier(owner), column.empty() && is_born_public(kind, name),
		column);
}

} // namespace pgmigrate::core::schema::ddl
