// Views and materialized views.
#pragma once
#include "core/schema/column.hpp"

namespace pgmigrate::core::schema {

struct View : Object {
	static constexpr std::string_view kKind = "view";
	static constexpr std::uint32_t kCatalog = 1259; // pg_class
	std::string schema, name;
	std::vector<Column> columns;
	std::string definition; // the query
	Settings options;       // check_option, security_barrier and security_invoker are among them
	template <class Self = View>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::columns>("columns"),
			field<&Self::definition>("definition", Role::expression), field<&Self::options>("options"));
	}
	bool operator==(const View &) const = default;
};
Identity identity(const View &view);

struct MaterializedView : Object {
	static constexpr std::string_view kKind = "materialized view";
	static constexpr std::uint32_t kCatalog = 1259; // pg_class
	std::string schema, name;
	std::vector<Column> columns;
	std::string definition;
	std::string access_method, tablespace;
	Settings options;
	template <class Self = MaterializedView>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::columns>("columns"),
			field<&Self::definition>("definition", Role::expression),
			field<&Self::access_method>("access_method"), field<&Self::tablespace>("tablespace"),
			field<&Self::options>("options"));
	}
	bool operator==(const MaterializedView &) const = default;
};
Identity identity(const MaterializedView &view);

} // namespace pgmigrate::core::schema
