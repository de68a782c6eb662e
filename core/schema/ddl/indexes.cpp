#include <fmt/format.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

namespace {

std::string key_sql(const IndexKey &key) {
	std::string sql = key.key;
	if (!key.collation.empty())
		sql += " COLLATE " + key.collation;
	if (!key.operator_class.empty())
		sql += " " + key.operator_class;
	if (!key.operator_class_options.empty())
		sql += fmt::format(" ({})", settings_list(key.operator_class_options));
	if (key.descending)
		sql += " DESC";
	if (!key.nulls.empty())
		sql += key.nulls == "first" ? " NULLS FIRST" : " NULLS LAST";
	return sql;
}

std::string create(const Index &index) {
	std::string keys;
	for (const IndexKey &key : index.keys)
		keys.append(keys.empty() ? "" : ", ").append(key_sql(key));
	std::string sql = fmt::format("CREATE {}INDEX {} ON {}{} USING {} ({})", index.unique ? "UNIQUE " : "",
		identifier(index.name), index.partitioned ? "ONLY " : "", index.table, identifier(index.method),
		keys);
	if (!index.included_columns.empty())
		sql += fmt::format(" INCLUDE ({})", identifier_list(index.included_columns));
	if (index.nulls_not_distinct)
		sql += " NULLS NOT DISTINCT";
	if (!index.options.empty())
		sql += fmt::format(" WITH ({})", settings_list(index.options));
	if (!index.tablespace.empty())
		sql += " TABLESPACE " + identifier(index.tablespace);
	if (!index.predicate.empty())
		sql += fmt::format(" WHERE {}", index.predicate);
	return sql + ";\n";
}

} // namespace

void write_indexes(Items &items) {
	for (const auto &[name, index] : items.snapshot.indexes) {
		Reference own = reference(Index::kKind, name);
		std::string sql = create(index);
		for (std::size_t i = 0; i < index.keys.size(); i++)
			if (index.keys[i].statistics)
				sql += fmt::format("ALTER INDEX {} ALTER COLUMN {} SET STATISTICS {};\n", name, i + 1,
					*index.keys[i].statistics);
		if (index.clustered)
			sql += fmt::format("ALTER TABLE {} CLUSTER ON {};\n", index.table, identifier(index.name));
		if (index.replica_identity)
			sql += fmt::format("ALTER TABLE ONLY {} REPLICA IDENTITY USING INDEX {};\n", index.table,
				identifier(index.name));
		sql += comment_sql(index.comment, "INDEX " + name);
		bool of_view = items.snapshot.materialized_views.contains(index.table);
		std::vector<Reference> needs{
			reference(of_view ? MaterializedView::kKind : Table::kKind, index.table)};
		if (auto found = items.attachments.find(index.table); found != items.attachments.end())
			needs.insert(needs.end(), found->second.begin(), found->second.end());
		items.add({{of_view                ? Section::views
					   : index.partitioned ? Section::partitioned_indexes
										   : Section::tables,
					   index.table, kIndexOfTable, name},
			{own}, needs, {}, sql});
		if (!index.attached_to.empty())
			items.add({{Section::partitioned_indexes, index.table, kIndexOfTable, name + " "}, {},
				{own, reference(Index::kKind, index.attached_to)}, {},
				fmt::format("ALTER INDEX {} ATTACH PARTITION {};\n", index.attached_to, name)});
	}
}

} // namespace pgmigrate::core::schema::ddl
