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
	template <class Self = IndexKey>
	static constexpr auto fields() {
		return std::array{field<&Self::key>("key", Role::expression), field<&Self::collation>("collation"),
			field<&Self::operator_class>("operator_class"),
			field<&Self::operator_class_options>("operator_class_options"),
			field<&Self::descending>("descending"), field<&Self::nulls>("nulls"),
			field<&Self::statistics>("statistics")};
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
	template <class Self = Index>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::table>("table"),
			field<&Self::method>("method"), field<&Self::unique>("unique"),
			field<&Self::nulls_not_distinct>("nulls_not_distinct"), field<&Self::keys>("keys"),
			field<&Self::included_columns>("included_columns"),
			field<&Self::predicate>("predicate", Role::expression), field<&Self::options>("options"),
			field<&Self::tablespace>("tablespace"), field<&Self::partitioned>("partitioned"),
			field<&Self::attached_to>("attached_to"), field<&Self::invalid>("invalid"),
			field<&Self::clustered>("clustered"), field<&Self::replica_identity>("replica_identity"));
	}
	bool operator==(const Index &) const = default;
};
Identity identity(const Index &index);

} // namespace pgmigrate::core::schema
