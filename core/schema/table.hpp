// Tables of every sort: plain, partitioned, partitions, inheriting, typed, foreign.
#pragma once
#include "core/schema/column.hpp"

namespace pgmigrate::core::schema {

struct Table : Object {
	static constexpr std::string_view kKind = "table";
	static constexpr std::uint32_t kCatalog = 1259; // pg_class
	std::string schema, name;
	std::vector<Column> columns; // in their order, which is no part of equality
	bool unlogged = false;
	std::string of_type;
	std::vector<std::string> inherits; // in their order
	std::string partition_by;          // "RANGE (created_at)"
	std::string partition_of, partition_bound;
	std::string access_method; // where it is not heap
	std::string tablespace;
	Settings options;
	std::string replica_identity; // "full", "nothing", "index"; of which, the index says
	bool row_security = false, force_row_security = false;
	std::string server; // of a foreign table
	Settings foreign_options;
	static constexpr auto fields() {
		return with_object_fields<Table>(field("schema", &Table::schema, Role::identity),
			field("name", &Table::name, Role::identity), field("columns", &Table::columns),
			field("unlogged", &Table::unlogged), field("of_type", &Table::of_type),
			field("inherits", &Table::inherits),
			field("partition_by", &Table::partition_by, Role::expression),
			field("partition_of", &Table::partition_of),
			field("partition_bound", &Table::partition_bound, Role::expression),
			field("access_method", &Table::access_method), field("tablespace", &Table::tablespace),
			field("options", &Table::options), field("replica_identity", &Table::replica_identity),
			field("row_security", &Table::row_security),
			field("force_row_security", &Table::force_row_security), field("server", &Table::server),
			field("foreign_options", &Table::foreign_options));
	}
	bool operator==(const Table &) const = default;
};
Identity identity(const Table &table);

} // namespace pgmigrate::core::schema
