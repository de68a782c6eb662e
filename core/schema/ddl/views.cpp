#include <fmt/format.h>

#include "core/schema/default_reference.hpp"
#include "core/schema/ddl/column_sql.hpp"
#include "core/schema/ddl/items.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

namespace {

// The columns' own comments, defaults and rights.
void add_columns(Items &items, const std::vector<Column> &columns, const Identity &name,
	const Reference &made, std::string &sql, const std::string &owner) {
	for (const Column &column : columns) {
		std::string column_name = identifier(column.name);
		if (!column.default_value.empty())
			items.add({{Section::views, name, kDefaultOfTable, column.name},
				{default_reference(made, column.name)}, {made}, {},
				fmt::format("ALTER VIEW {} ALTER COLUMN {} SET DEFAULT {};\n", name, column_name,
					column.default_value)});
		sql += comment_sql(column.comment, fmt::format("COLUMN {}.{}", name, column_name));
		sql += grants_sql(column.grants, "TABLE", name, owner, column.name);
	}
}

// A view of the same columns that needs nothing but their types.
std::string placeholder(const View &view, const Identity &name) {
	std::string columns;
	for (const Column &column : view.columns)
		columns += fmt::format("{}NULL::{}{} AS {}", columns.empty() ? "" : ", ", column.type,
			column.collation.empty() ? "" : " COLLATE " + column.collation, identifier(column.name));
	return fmt::format("CREATE VIEW {} AS SELECT {};\n", name, columns);
}

void write_view(Items &items, const Identity &name, const View &view) {
	Reference made = reference(View::kKind, name);
	Reference query = query_reference(made);
	std::vector<Reference> needs{reference(Schema::kKind, identifier(view.schema))};
	std::string options = view.options.empty() ? "" : fmt::format(" WITH ({})", settings_list(view.options));
	std::string sql, more;
	add_columns(items, view.columns, name, made, more, view.owner);
	more = attributes_sql(view, "VIEW", name) + more;
	if (!items.is_separate(query)) {
		// A view may be no more than a stand-in until its query comes; a check option wants the query.
		if (auto found = items.snapshot.dependencies.find(query); found != items.snapshot.dependencies.end())
			for (const Reference &needed : found->second)
				if (needed.starts_with(reference(View::kKind, "")))
					needs.push_back(query_reference(needed));
		items.add({{Section::views, name}, {made, query}, needs, {query},
			fmt::format("CREATE VIEW {}{} AS\n{};\n", name, options, view.definition) + more});
		return;
	}
	items.add({{Section::views, name}, {made}, needs, {}, placeholder(view, name)});
	items.add({{Section::views, name, kAfterTable}, {query}, {made}, {},
		fmt::format("CREATE OR REPLACE VIEW {}{} AS\n{};\n", name, options, view.definition) + more});
}

std::string materialized_view_sql(const MaterializedView &view, const Identity &name) {
	std::string sql = fmt::format("CREATE MATERIALIZED VIEW {}", name);
	if (!view.access_method.empty())
		sql += " USING " + identifier(view.access_method);
	if (!view.options.empty())
		sql += fmt::format(" WITH ({})", settings_list(view.options));
	if (!view.tablespace.empty())
		sql += " TABLESPACE " + identifier(view.tablespace);
	sql += fmt::format(" AS\n{}\nWITH NO DATA;\n", view.definition);
	for (const Column &column : view.columns)
		sql += column_storage_sql(
			fmt::format("ALTER MATERIALIZED VIEW {} ALTER COLUMN {} ", name, identifier(column.name)),
			column);
	return sql;
}

} // namespace

void write_views(Items &items) {
	for (const auto &[name, view] : items.snapshot.views)
		write_view(items, name, view);
	for (const auto &[name, view] : items.snapshot.materialized_views) {
		Reference made = reference(MaterializedView::kKind, name);
		std::string sql = materialized_view_sql(view, name) + owner_sql(view, "MATERIALIZED VIEW " + name) +
						  comment_sql(view.comment, "MATERIALIZED VIEW " + name) +
						  grants_sql(view.grants, "TABLE", name, view.owner);
		add_columns(items, view.columns, name, made, sql, view.owner);
		items.add(
			{{Section::views, name}, {made}, {reference(Schema::kKind, identifier(view.schema))}, {}, sql});
	}
}

} // namespace pgmigrate::core::schema::ddl
