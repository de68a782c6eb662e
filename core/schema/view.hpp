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
	static constexpr auto fields() {
		return with_object_fields<View>(field("schema", &View::schema, Role::identity),
			field("name", &View::name, Role::identity), field("columns", &View::columns),
			field("definition", &View::definition, Role::expression), field("options", &View::options));
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
	static constexpr auto fields() {
		return with_object_fields<MaterializedView>(
			field("schema", &MaterializedView::schema, Role::identity),
			field("name", &MaterializedView::name, Role::identity),
			field("columns", &MaterializedView::columns),
			field("definition", &MaterializedView::definition, Role::expression),
			field("access_method", &MaterializedView::access_method),
			field("tablespace", &MaterializedView::tablespace), field("options", &MaterializedView::options));
	}
	bool operator==(const MaterializedView &) const = default;
};
Identity identity(const MaterializedView &view);

} // namespace pgmigrate::core::schema
