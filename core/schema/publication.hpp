// Publications of logical replication.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

struct PublishedTable {
	std::string table;
	std::vector<std::string> columns; // none: all
	std::string row_filter;
	template <class Self = PublishedTable>
	static constexpr auto fields() {
		return std::array{field<&Self::table>("table", Role::identity), field<&Self::columns>("columns"),
			field<&Self::row_filter>("row_filter", Role::expression)};
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
	template <class Self = Publication>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::name>("name", Role::identity),
			field<&Self::all_tables>("all_tables"), field<&Self::tables>("tables"),
			field<&Self::schemas>("schemas"), field<&Self::publish>("publish"),
			field<&Self::via_root>("via_root"), field<&Self::generated_columns>("generated_columns"));
	}
	bool operator==(const Publication &) const = default;
};
Identity identity(const Publication &publication);

} // namespace pgmigrate::core::schema
