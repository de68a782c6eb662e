// Publications of logical replication.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

struct PublishedTable {
	std::string table;
	std::vector<std::string> columns; // none: all
	std::string row_filter;
	static constexpr auto fields() {
		return std::tuple{field("table", &PublishedTable::table, Role::identity),
			field("columns", &PublishedTable::columns),
			field("row_filter", &PublishedTable::row_filter, Role::expression)};
	}
	bool operator==(const PublishedTable &) const = default;
};

struct Publication : Object {
	static constexpr std::string_view kKind = "publication";
	static constexpr std::uint32_t kCatalog = 6104; // pg_publication
	std::string name;
	bool all_tables = false;
	std::vector<PublishedTable> tables;
	std::vector<std::string> schemas; // of which all tables are published
	std::string publish = "insert, update, delete, truncate";
	bool via_root = false;
	std::string generated_columns; // "stored"
	static constexpr auto fields() {
		return with_object_fields<Publication>(field("name", &Publication::name, Role::identity),
			field("all_tables", &Publication::all_tables), field("tables", &Publication::tables),
			field("schemas", &Publication::schemas), field("publish", &Publication::publish),
			field("via_root", &Publication::via_root),
			field("generated_columns", &Publication::generated_columns));
	}
	bool operator==(const Publication &) const = default;
};
Identity identity(const Publication &publication);

} // namespace pgmigrate::core::schema
