#include "core/schema/ddl/items.hpp"

namespace pgmigrate::core::schema::ddl {

std::vector<Item> write_all(const Snapshot &snapshot, const std::set<Reference, std::less<>> &separate) {
	Items items(snapshot, separate);
	write_schemas(items);
	write_extensions(items);
	write_languages(items);
	write_casts(items);
	write_operators(items);
	write_types(items);
	write_functions(items);
	write_aggregates(items);
	write_sequences(items);
	write_tables(items);
	write_constraints(items);
	write_indexes(items);
	write_views(items);
	write_triggers(items);
	write_statistics(items);
	write_text_search(items);
	write_foreign_data(items);
	write_publications(items);
	write_default_privileges(items);
	return std::move(items.items);
}

} // namespace pgmigrate::core::schema::ddl
