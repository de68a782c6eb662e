#include "client/other_database.hpp"

#include <algorithm>

#include "client/backup.hpp"
#include "client/conninfo.hpp"
#include "client/read_schema.hpp"

namespace pgmigrate::client {

Place place_of(const Environment &environment) {
	const auto value = [&](std::string_view name) {
		const auto found = std::ranges::find(environment, name, &Environment::value_type::first);
		return found == environment.end() ? std::string() : found->second;
	};
	return {value("PGDATABASE"), value("PGHOST"), value("PGPORT")};
}

OtherSchema read_other(const Options &options, const Config &config, const std::string &database,
	const core::schema::SnapshotOptions &reading) {
	ConnectionOptions other;
	other.dbname = without_driver(database, "the other database");
	const bool is_elsewhere = names_all(other);
	std::vector<ConnectionPair> keywords = is_elsewhere
											   ? connection_keywords(other, {})
											   : connection_keywords(options.connection, config.database);
	if (!is_elsewhere)
		keywords.emplace_back("dbname", other.dbname); // the last one wins
	Connection connection(
		keywords, {.prompt = is_elsewhere ? PasswordPrompt::never : options.connection.password_prompt,
					  .takes_typed = !is_elsewhere});
	OtherSchema found{read_schema(connection, reading), place_of(connection.environment())};
	warn_of_what_is_not_modelled(found.snapshot);
	return found;
}

} // namespace pgmigrate::client
