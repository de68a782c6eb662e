#include "core/schema/catalog/reader.hpp"

#include <fmt/format.h>

#include "core/psql_text.hpp"
#include "core/text.hpp"

namespace pgmigrate::core::schema::catalog {

Oid oid_of(const char *cell) {
	Oid oid = 0;
	std::from_chars(cell, cell + std::strlen(cell), oid);
	return oid;
}

std::string Reader::in_schemas(std::string_view name) const {
	if (options.schemas.empty())
		return fmt::format("({0} !~ '^pg_' AND {0} <> 'information_schema' AND {0} <> 'pgmigrate')", name);
	return fmt::format("{}::text = ANY ({}::text[])", name, psql::array_literal(options.schemas));
}

std::string Reader::not_of_extension(std::string_view catalog, std::string_view oid) {
	return fmt::format(
		"NOT EXISTS (SELECT FROM pg_depend AS e WHERE e.classid = '{}'::regclass AND e.objid = {} "
		"AND e.deptype = 'e')",
		catalog, oid);
}

// Some minor versions count a column's changes among its options; that is no part of the schema.
std::string Reader::settings(std::string_view array) {
	return fmt::format(
		"CASE WHEN {0} IS NOT NULL THEN (SELECT json_object_agg(o.option_name, coalesce(o.option_value, '')) "
		"FROM pg_options_to_table({0}) AS o WHERE o.option_name <> 'pg_attver') END",
		array);
}

std::string Reader::storage_settings() {
	return fmt::format("CASE WHEN c.reloptions IS NOT NULL OR o.reloptions IS NOT NULL THEN {} END",
		settings("(c.reloptions || ARRAY(SELECT 'toast.' || x FROM unnest(o.reloptions) AS x))"));
}

std::string Reader::enabled(std::string_view column) {
	return fmt::format(
		"CASE {} WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'replica' WHEN 'A' THEN 'always' END", column);
}

std::string Reader::owner(std::string_view oid) const {
	return options.owners ? fmt::format("pg_get_userbyid({})", oid) : "NULL";
}

Known *Reader::find(Address address) {
	if (auto alias = aliases_.find(address); alias != aliases_.end())
		return find(alias->second);
	return find_itself(address);
}

Known *Reader::find_itself(Address address) {
	auto found = known_.find(address);
	return found == known_.end() ? nullptr : &found->second;
}

std::string *Reader::comment_of(Address address) {
	if (auto part = parts_.find(address); part != parts_.end())
		return part->second.first;
	Known *known = find_itself(address);
	return known == nullptr || known->object == nullptr ? nullptr : &known->object->comment;
}

Grants *Reader::grants_of(Address address) {
	if (auto part = parts_.find(address); part != parts_.end())
		return part->second.second;
	Known *known = find_itself(address);
	return known == nullptr || known->object == nullptr ? nullptr : &known->object->grants;
}

} // namespace pgmigrate::core::schema::catalog
