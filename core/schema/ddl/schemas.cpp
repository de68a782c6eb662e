#include <fmt/format.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

void write_schemas(Items &items) {
	const Identity born = "public"; // every database has it to begin with
	if (items.snapshot.chosen_schemas.empty() && !items.snapshot.schemas.contains(born))
		items.add({{Section::schemas, born}, {reference(Schema::kKind, born)}, {}, {},
			"DROP SCHEMA IF EXISTS public;\n"});
	for (const auto &[name, schema] : items.snapshot.schemas) {
		bool is_public = name == born;
		std::string full = "SCHEMA " + name;
		std::string sql = is_public ? "" : fmt::format("CREATE SCHEMA {};\n", name);
		sql += owner_sql(schema, full) + comment_sql(schema.comment, full);
		if (schema.comment_removed)
			sql += fmt::format("COMMENT ON {} IS NULL;\n", full);
		sql += grants_sql(schema.grants, "SCHEMA", name,
			is_public && schema.owner.empty() ? "pg_database_owner" : schema.owner);
		items.add({{Section::schemas, name}, {reference(Schema::kKind, name)}, {}, {}, sql});
	}
}

void write_extensions(Items &items) {
	for (const auto &[name, extension] : items.snapshot.extensions)
		items.add({{Section::extensions, name}, {reference(Extension::kKind, name)},
			{reference(Schema::kKind, identifier(extension.schema))}, {},
			fmt::format("CREATE EXTENSION IF NOT EXISTS {} SCHEMA {}{};\n", name,
				identifier(extension.schema),
				extension.other_version ? " VERSION " + identifier(extension.version) : "") +
				comment_sql(extension.comment, "EXTENSION " + name)});
}

} // namespace pgmigrate::core::schema::ddl
