#include <fmt/format.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

void write_schemas(Items &items) {
	for (const auto &[name, schema] : items.snapshot.schemas) {
		std::string sql;
		if (schema.name != "public") // every database is born with it, its comment and its owner
			sql = fmt::format("CREATE SCHEMA {};\n{}", name, attributes_sql(schema, "SCHEMA", name));
		items.add({{Section::schemas, name}, {reference(Schema::kKind, name)}, {}, {}, sql});
	}
}

void write_extensions(Items &items) {
	for (const auto &[name, extension] : items.snapshot.extensions)
		items.add({{Section::extensions, name}, {reference(Extension::kKind, name)},
			{reference(Schema::kKind, identifier(extension.schema))}, {},
			fmt::format("CREATE EXTENSION {} SCHEMA {};\n", name, identifier(extension.schema)) +
				comment_sql(extension.comment, "EXTENSION " + name)});
}

} // namespace pgmigrate::core::schema::ddl
