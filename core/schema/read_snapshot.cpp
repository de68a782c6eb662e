#include "core/schema/read_snapshot.hpp"

#include <array>

#include <fmt/format.h>

#include "core/schema/catalog/reader.hpp"
#include "core/schema/settle.hpp"
#include "core/text.hpp"

namespace pgmigrate::core::schema {

std::span<const std::pair<const char *, const char *>> reading_settings() {
	static constexpr std::array<std::pair<const char *, const char *>, 10> settings{{
		{"search_path", "pg_catalog, pg_temp"},
		{"quote_all_identifiers", "off"},
		{"standard_conforming_strings", "on"},
		{"jit", "off"}, // it would take longer than the queries
		{"DateStyle", "ISO, YMD"},
		{"IntervalStyle", "postgres"},
		{"TimeZone", "UTC"},
		{"extra_float_digits", "1"},
		{"bytea_output", "hex"},
		{"xmlbinary", "base64"},
	}};
	return settings;
}

Error no_such_schemas(const std::vector<std::string> &missing, const std::vector<std::string> &chosen) {
	return {"3F000",
		missing.size() == 1 ? fmt::format("schema \"{}\" does not exist", missing.front())
							: fmt::format("schemas {} do not exist", text::quoted_list(missing)),
		fmt::format("The list of schemas names {}.", text::quoted_list(chosen)),
		"Name schemas that are there, or none for all of them."};
}

Snapshot read_snapshot(int server_version, const SnapshotOptions &options, const RunQuery &run) {
	Snapshot snapshot;
	snapshot.server_version = server_version;
	snapshot.owners = options.owners;
	snapshot.privileges = options.privileges;
	snapshot.chosen_schemas = options.schemas;
	catalog::Reader reader(server_version, options, run);
	catalog::read_schemas(reader, snapshot);
	catalog::read_types(reader, snapshot);
	catalog::read_functions(reader, snapshot);
	catalog::read_languages(reader, snapshot);
	catalog::read_casts(reader, snapshot);
	catalog::read_operators(reader, snapshot);
	catalog::read_sequences(reader, snapshot);
	catalog::read_tables(reader, snapshot);
	catalog::read_views(reader, snapshot);
	catalog::read_columns(reader, snapshot);
	catalog::read_constraints(reader, snapshot);
	catalog::read_indexes(reader, snapshot);
	catalog::read_triggers(reader, snapshot);
	catalog::read_statistics(reader, snapshot);
	catalog::read_text_search(reader, snapshot);
	catalog::read_foreign_data(reader, snapshot);
	catalog::read_publications(reader, snapshot);
	catalog::read_comments(reader, snapshot);
	if (options.privileges) {
		catalog::read_default_privileges(reader, snapshot);
		catalog::read_grants(reader, snapshot);
	}
	catalog::read_dependencies(reader, snapshot);
	catalog::separate_shells(snapshot);
	catalog::read_not_modelled(reader, snapshot);
	settle_expressions(snapshot);
	return snapshot;
}

} // namespace pgmigrate::core::schema
