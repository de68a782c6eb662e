#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

namespace {

// What is published, as CREATE PUBLICATION names it; empty for nothing yet.
std::string objects_sql(const Publication &p) {
	if (p.all_tables)
		return " FOR ALL TABLES";
	std::vector<std::string> objects;
	for (const PublishedTable &t : p.tables) {
		std::string object = "TABLE ONLY " + t.table;
		if (!t.columns.empty())
			object += fmt::format(" ({})", identifier_list(t.columns));
		if (!t.row_filter.empty())
			object += fmt::format(" WHERE ({})", t.row_filter);
		objects.push_back(object);
	}
	if (!p.schemas.empty())
		objects.push_back("TABLES IN SCHEMA " + identifier_list(p.schemas));
	return objects.empty() ? std::string() : fmt::format(" FOR\n\t{}", fmt::join(objects, ",\n\t"));
}

} // namespace

void write_publications(Items &items) {
	for (const auto &[name, p] : items.snapshot.publications) {
		std::vector<Reference> needs;
		for (const PublishedTable &t : p.tables)
			needs.push_back(reference(Table::kKind, t.table));
		for (const std::string &schema : p.schemas)
			needs.push_back(reference(Schema::kKind, identifier(schema)));
		std::vector<std::string> parameters;
		if (p.publish != Publication().publish)
			parameters.push_back("publish = " + literal(p.publish));
		if (p.via_root)
			parameters.push_back("publish_via_partition_root = true");
		if (!p.generated_columns.empty())
			parameters.push_back("publish_generated_columns = " + p.generated_columns);
		std::string sql = fmt::format("CREATE PUBLICATION {}{}", name, objects_sql(p));
		if (!parameters.empty())
			sql += fmt::format("{}WITH ({})", p.tables.empty() && p.schemas.empty() ? " " : "\n",
				fmt::join(parameters, ", "));
		items.add({{Section::publications, name}, {reference(Publication::kKind, name)}, needs, {},
			sql + ";\n" + attributes_sql(p, "PUBLICATION", name)});
	}
}

} // namespace pgmigrate::core::schema::ddl
