#include "core/schema/ddl/writer.hpp"

#include "core/schema/ddl/items.hpp"
#include "core/schema/ddl/order.hpp"

namespace pgmigrate::core::schema {

namespace {

// Bodies of functions may name what comes after them; every name is qualified; tables name what is not as usual.
// Nobody who loads a whole schema asks what the server tells of columns that it merges and the like.
constexpr const char *kBeginning = "SET check_function_bodies = off;\n"
								   "SET client_min_messages = warning;\n"
								   "SET search_path = pg_catalog;\n"
								   "SET default_tablespace = '';\n"
								   "SET default_table_access_method = heap;\n";

std::vector<ddl::Item> ordered_items(const Snapshot &snapshot) {
	return ddl::ordered(snapshot,
		[&](const std::set<Reference, std::less<>> &separate) { return ddl::write_all(snapshot, separate); });
}

bool is_check_not_valid(const Snapshot &snapshot, const ddl::Item &item) {
	constexpr std::string_view kPrefix = "constraint ";
	for (const Reference &made : item.makes)
		if (made.starts_with(kPrefix))
			if (const auto found = snapshot.constraints.find(std::string_view(made).substr(kPrefix.size()));
				found != snapshot.constraints.end() && found->second.not_valid)
				return true;
	return false;
}

bool comes_after_rows(const Snapshot &snapshot, const ddl::Item &item) {
	using ddl::Section;
	if (item.place.section == Section::foreign_keys || item.place.section == Section::event_triggers)
		return true;
	return item.place.part == ddl::kRuleOfTable || item.place.part == ddl::kTriggerOfTable ||
		   is_check_not_valid(snapshot, item);
}

void append(std::string &sql, const ddl::Item &item) {
	if (!item.sql.empty())
		sql.append("\n").append(item.sql);
}

} // namespace

std::string write_schema(const Snapshot &snapshot) {
	std::string sql = kBeginning;
	for (const ddl::Item &item : ordered_items(snapshot))
		append(sql, item);
	return sql;
}

SchemaAroundRows write_schema_around_rows(const Snapshot &snapshot) {
	SchemaAroundRows sql{kBeginning, kBeginning};
	for (const ddl::Item &item : ordered_items(snapshot))
		append(comes_after_rows(snapshot, item) ? sql.after : sql.before, item);
	return sql;
}

} // namespace pgmigrate::core::schema
