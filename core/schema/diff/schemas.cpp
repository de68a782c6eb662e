// Schemas and extensions that stay, changed.
#include <fmt/format.h>

#include "core/schema/diff/changes.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::diff_parts {

std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const Schema &from, const Schema &to) {
	// The comment that public is born with is none of a snapshot's.
	constexpr const char *kBorn = "standard public schema";
	const auto comment = [](const Schema &schema) {
		if (schema.name != "public" || schema.comment_removed)
			return schema.comment;
		return schema.comment.empty() ? std::string(kBorn) : schema.comment;
	};
	Schema before = from, after = to;
	before.comment = comment(from);
	after.comment = comment(to);
	for (Schema *schema : {&before, &after}) // as it is born
		if (schema->name == "public" && schema->owner.empty())
			schema->owner = "pg_database_owner";
	return Alteration{.sql = alter_attributes(changes, "SCHEMA", name, before, after)};
}

std::optional<Alteration> alter(
	const Changes &, const Identity &name, const Extension &from, const Extension &to) {
	Alteration alteration;
	if (from.schema != to.schema)
		alteration.sql += fmt::format("ALTER EXTENSION {} SET SCHEMA {};\n", name, identifier(to.schema));
	if (from.version != to.version)
		alteration.sql += fmt::format("ALTER EXTENSION {} UPDATE TO {};\n", name, literal(to.version));
	alteration.sql += alter_comment("EXTENSION " + name, from.comment, to.comment);
	return alteration;
}

} // namespace pgmigrate::core::schema::diff_parts
