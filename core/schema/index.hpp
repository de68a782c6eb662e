// Indexes, but for those that constraints bring along.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

struct IndexKey {
	std::string key;            // a column, or an expression as it stands in CREATE INDEX
	std::string collation;      // qualified, where it is not that of the key's type
	std::string operator_class; // qualified, where it is not the default of the type
	Settings operator_class_options;
	bool descending = false;
	std::string nulls; // "first", "last", where it is not what the direction brings
	std::optional<std::int64_t> statistics;
	static constexpr auto fields() {
		return std::tuple{field("key", &IndexKey::key, Role::expression),
			field("collation", &IndexKey::collation), field("operator_class", &IndexKey::operator_class),
			field("operator_class_options", &IndexKey::operator_class_options),
			field("descending", &IndexKey::descending), field("nulls", &IndexKey::nulls),
			field("statistics", &IndexKey::statistics)};
	}
	bool operator==(const IndexKey &) const = default;
};

struct Index : Object {
	static constexpr std::string_view kKind = "index";
	static constexpr std::uint32_t kCatalog = 1259; // pg_class
	std::string schema, name, table;
	std::string method;
	bool unique = false, nulls_not_distinct = false;
	std::vector<IndexKey> keys;
	std::vector<std::string> included_columns;
	std::string predicate;
	Settings options;
	std::string tablespace;
	bool partitioned = false; // on a partitioned table: those of the partitions are attached to it
	std::string attached_to;
	bool invalid = false;
	bool clustered = false, replica_identity = false;
	static constexpr auto fields() {
		return with_object_fields<Index>(field("schema", &Index::schema, Role::identity),
			field("name", &Index::name, Role::identity), field("table", &Index::table),
			field("method", &Index::method), field("unique", &Index::unique),
			field("nulls_not_distinct", &Index::nulls_not_distinct), field("keys", &Index::keys),
			field("included_columns", &Index::included_columns),
			field("predicate", &Index::predicate, Role::expression), field("options", &Index::options),
			field("tablespace", &Index::tablespace), field("partitioned", &Index::partitioned),
			field("attached_to", &Index::attached_to), field("invalid", &Index::invalid),
			field("clustered", &Index::clustered), field("replica_identity", &Index::replica_identity));
	}
	bool operator==(const Index &) const = default;
};
Identity identity(const Index &index);

} // namespace pgmigrate::core::schema
