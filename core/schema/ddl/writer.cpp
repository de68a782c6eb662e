#include "core/schema/ddl/writer.hpp"

#include "core/schema/ddl/items.hpp"
#include "core/schema/ddl/order.hpp"

namespace pgmigrate::core::schema {

namespace {

// Bodies of functions may name what comes after them; every name is qualified.
constexpr const char *kBeginning = "SET check_function_bodies = off;\n"
								   "SET search_path = pg_catalog;\n";

std::vector<ddl::Item> items_of(const Snapshot &snapshot, const std::set<Reference, std::less<>> &separate) {
	ddl::Items items(snapshot, separate);
	ddl::write_schemas(items);
	ddl::write_extensions(items);
	ddl::write_languages(items);
	ddl::write_casts(items);
	ddl::write_operators(items);
	ddl::write_types(items);
	ddl::write_functions(items);
	ddl::write_aggregates(items);
	ddl::write_sequences(items);
	ddl::write_tables(items);
	ddl::write_constraints(items);
	ddl::write_indexes(items);
	ddl::write_views(items);
	ddl::write_triggers(items);
	ddl::write_statistics(items);
	ddl::write_text_search(items);
	ddl::write_foreign_data(items);
	ddl::write_publications(items);
	ddl::write_default_privileges(items);
	return std::move(items.items);
}

} // namespace

std::string write_schema(const Snapshot &snapshot) {
	std::string sql = kBeginning;
	for (const ddl::Item &item : ddl::ordered(snapshot,
			 [&](const std::set<Reference, std::less<>> &separate) { return items_of(snapshot, separate); }))
		if (!item.sql.empty())
			sql.append("\n").append(item.sql);
	return sql;
}

} // namespace pgmigrate::core::schema
