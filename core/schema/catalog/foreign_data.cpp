#include <fmt/format.h>

#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

namespace {

// Servers belong to the whole database; to some schemas of it, those that their foreign tables stand on.
std::string servers_wanted(const Reader &reader) {
	if (reader.options.schemas.empty())
		return "true";
	return fmt::format(
		"s.oid IN (SELECT f.ftserver FROM pg_foreign_table AS f JOIN pg_class AS c ON c.oid = f.ftrelid "
		"JOIN pg_namespace AS n ON n.oid = c.relnamespace WHERE {})",
		reader.in_schemas());
}

} // namespace

void read_foreign_data(Reader &reader, Snapshot &snapshot) {
	std::string servers = servers_wanted(reader);
	reader.objects(snapshot.foreign_data_wrappers,
		fmt::format(R"(
SELECT w.oid AS "@oid", w.fdwname AS name, {owner} AS owner, hn.nspname AS "handler.schema", h.proname AS "handler.name",
	vn.nspname AS "validator.schema", v.proname AS "validator.name", {options} AS options
FROM pg_foreign_data_wrapper AS w
LEFT JOIN pg_proc AS h ON h.oid = w.fdwhandler LEFT JOIN pg_namespace AS hn ON hn.oid = h.pronamespace
LEFT JOIN pg_proc AS v ON v.oid = w.fdwvalidator LEFT JOIN pg_namespace AS vn ON vn.oid = v.pronamespace
WHERE {wanted} AND {own})",
			fmt::arg("owner", reader.owner("w.fdwowner")),
			fmt::arg("options", Reader::settings("w.fdwoptions")),
			fmt::arg(
				"wanted", reader.options.schemas.empty()
							  ? servers
							  : fmt::format("w.oid IN (SELECT s.srvfdw FROM pg_foreign_server AS s WHERE {})",
									servers)),
			fmt::arg("own", Reader::not_of_extension("pg_foreign_data_wrapper", "w.oid"))));
	reader.objects(snapshot.servers,
		fmt::format(R"(
SELECT s.oid AS "@oid", s.srvname AS name, {owner} AS owner, w.fdwname AS wrapper, s.srvtype AS type,
	s.srvversion AS version, {options} AS options
FROM pg_foreign_server AS s JOIN pg_foreign_data_wrapper AS w ON w.oid = s.srvfdw
WHERE {wanted} AND {own})",
			fmt::arg("owner", reader.owner("s.srvowner")),
			fmt::arg("options", Reader::settings("s.srvoptions")), fmt::arg("wanted", servers),
			fmt::arg("own", Reader::not_of_extension("pg_foreign_server", "s.oid"))));
}

} // namespace pgmigrate::core::schema::catalog
