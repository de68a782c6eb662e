// Owner, comment and rights, changed.
#include <algorithm>

#include <fmt/format.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/diff/changes.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::diff_parts {

std::string alter_comment(std::string_view name, std::string_view from, std::string_view to) {
	if (from == to)
		return {};
	return to.empty() ? fmt::format("COMMENT ON {} IS NULL;\n", name) : ddl::comment_sql(to, name);
}

std::string alter_grants(const Changes &changes, std::string_view kind, std::string_view name,
	const Grants &from, const Grants &to, const std::string &owner, std::string_view column) {
	if (!changes.options.privileges || from == to)
		return {};
	const std::string_view granted = ddl::grant_kind(kind);
	const std::string on = fmt::format("{} {}", granted, name);
	const std::string whose = owner.empty() ? "CURRENT_USER" : identifier(owner);
	const std::string columns = column.empty() ? "" : fmt::format(" ({})", identifier(column));
	// Back to what it was born with, and on from there.
	std::string sql;
	for (const Grant &grant : from.value_or(std::vector<Grant>()))
		if (!grant.owner)
			sql += fmt::format("REVOKE ALL{} ON {} FROM {};\n", columns, on,
				grant.grantee.empty() ? "PUBLIC" : identifier(grant.grantee));
	if (column.empty()) {
		if (from && ddl::is_born_public(granted, name))
			sql += fmt::format("GRANT {} ON {} TO PUBLIC;\n", granted == "SCHEMA" ? "USAGE" : "ALL", on);
		const auto is_owner = [](const Grant &grant) { return grant.owner; };
		if (from && std::any_of(from->begin(), from->end(), is_owner))
			sql += fmt::format("GRANT ALL ON {} TO {};\n", on, whose);
	}
	return sql + ddl::grants_sql(to, kind, name, owner, column);
}

std::string alter_attributes(const Changes &changes, std::string_view kind, std::string_view name,
	const Object &from, const Object &to) {
	const std::string full = fmt::format("{} {}", kind, name);
	std::string sql = alter_comment(full, from.comment, to.comment);
	if (changes.options.owners && from.owner != to.owner)
		sql += ddl::owner_sql(to, full);
	return sql + alter_grants(changes, kind, name, from.grants, to.grants, to.owner);
}

} // namespace pgmigrate::core::schema::diff_parts
