#include "extension/present_schema.hpp"

#include <fmt/format.h>

#include "core/schema/ddl/writer.hpp"
#include "core/text.hpp"
#include "extension/catalog_reader.hpp"
#include "extension/copied_rows.hpp"
#include "extension/function_owners.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

namespace schema = core::schema;

void make(Shadow &shadow, const std::string &sql, Shadow::Functions functions) {
	if (const auto failure = shadow.load(in_database_encoding(sql), "schema_sql", functions))
		failure->raise();
}

// What SECURITY DEFINER functions and owners' indexes run with must not become what the caller has.
void require_superuser_for(const std::vector<std::string> &owners) {
	if (owners.empty() || pg::pg_call([] { return superuser(); }))
		return;
	throw core::Error("42501", "permission denied to make the present schema again",
		fmt::format(
			"It holds functions of {}, which would be the caller's own.", core::text::quoted_list(owners)),
		"Do this as a superuser, who can give them to their owners, or as the role that owns them.");
}

} // namespace

Shadow::Functions functions_of_definitions() {
	return function_owners_not_covering_caller().empty() ? Shadow::Functions::callable
														 : Shadow::Functions::barred;
}

void load_present_schema(Shadow &shadow, const std::vector<std::string> &copied_tables) {
	const std::vector<std::string> others = function_owners_not_covering_caller();
	require_superuser_for(others);
	const auto functions = others.empty() ? Shadow::Functions::callable : Shadow::Functions::barred;
	schema::Snapshot live = read_snapshot({{}, !others.empty(), false});
	live.extensions.clear();
	const schema::SchemaAroundRows sql = schema::write_schema_around_rows(live);
	make(shadow, sql.before, functions);
	if (!copied_tables.empty())
		copy_rows(shadow, copied_tables, functions);
	make(shadow, sql.after, functions);
}

} // namespace pgmigrate
