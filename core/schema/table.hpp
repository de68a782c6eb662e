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
	template <class Self = Table>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::columns>("columns"),
			field<&Self::unlogged>("unlogged"), field<&Self::of_type>("of_type"),
			field<&Self::inherits>("inherits"), field<&Self::partition_by>("partition_by", Role::expression),
			field<&Self::partition_of>("partition_of"),
			field<&Self::partition_bound>("partition_bound", Role::expression),
			field<&Self::access_method>("access_method"), field<&Self::tablespace>("tablespace"),
			field<&Self::options>("options"), field<&Self::replica_identity>("replica_identity"),
			field<&Self::row_security>("row_security"),
			field<&Self::force_row_security>("force_row_security"), field<&Self::server>("server"),
			field<&Self::foreign_options>("foreign_options"));
	}
	bool operator==(const Table &) const = default;
};
Identity identity(const Table &table);

} // namespace pgmigrate::core::schema
