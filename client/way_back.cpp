#include "client/way_back.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/hint.hpp"
#include "client/talk.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

std::string value_of(const Environment &connection, std::string_view name) {
	const auto found = std::ranges::find(connection, name, &Environment::value_type::first);
	return found == connection.end() ? "" : found->second;
}

// The database by options, where options named it: a URL may hold a password, so its parts are given.
std::string connection_options(const Options &options, const Environment &connection) {
	const ConnectionOptions &given = options.connection;
	const bool is_name = given.dbname.find_first_of("=:") == std::string::npos;
	if (given.dbname.empty() || is_name)
		return switch_text("-d", given.dbname) + switch_text("--host", given.host) +
			   switch_text("-p", given.port) + switch_text("-U", given.user);
	return switch_text("-d", value_of(connection, "PGDATABASE")) +
		   switch_text("--host", value_of(connection, "PGHOST")) +
		   switch_text("-p", value_of(connection, "PGPORT")) +
		   switch_text("-U", value_of(connection, "PGUSER"));
}

std::string common_options(const Options &options, const Environment &connection) {
	std::string out = connection_options(options, connection) + switch_text("-c", options.config_file) +
					  switch_text("--project", options.project.value_or("")) +
					  switch_text("--target-schema", options.target_schema.value_or(""));
	for (const std::string &variable : options.variables)
		out += switch_text("-x", variable);
	return out;
}

// Where to downgrade to, one after the other.
std::vector<std::string> targets(
	const Directory &directory, const std::vector<std::string> &rows, const std::vector<Row> &steps) {
	if (rows.empty())
		return {"base"};
	std::vector<std::string> out = rows;
	for (const Row &step : steps) {
		const std::string id = value_text(step, "revision");
		const auto place = directory.find(id);
		if (place && directory.scripts[*place].revision.revises.empty())
			out.push_back(id + "@base"); // a line of its own, above none of the rows
	}
	return out;
}

// Over the old database, what is newer than the backup would stay, and may be in its way.
std::string restore_command(const std::string &backup, const Environment &connection) {
	const std::string restored = value_of(connection, "PGDATABASE") + "_restored";
	const std::string server = switch_text("--host", value_of(connection, "PGHOST")) +
							   switch_text("--port", value_of(connection, "PGPORT")) +
							   switch_text("--username", value_of(connection, "PGUSER"));
	return fmt::format("createdb --template template0{} {} && pg_restore --dbname {}{} {}", server,
		shell_word(restored), shell_word(restored), server, shell_word(backup));
}

} // namespace

WayBack way_back(const Options &options, const Directory &directory, const std::vector<std::string> &rows,
	const std::vector<Row> &steps, const Environment &connection) {
	WayBack back;
	const std::string more = common_options(options, connection);
	back.again = fmt::format(
		"pgmigrate deploy{}{}", options.target ? fmt::format(" {}", shell_word(*options.target)) : "", more);
	for (const std::string &target : targets(directory, rows, steps))
		back.downgrade += fmt::format(
			"{}pgmigrate downgrade {}{}", back.downgrade.empty() ? "" : " && ", shell_word(target), more);
	for (const Row &step : steps)
		if (const auto place = directory.find(value_text(step, "revision"));
			place && !directory.scripts[*place].is_reversible())
			back.irreversible.push_back(value_text(step, "revision"));
	if (!options.backup.empty())
		back.restore = restore_command(options.backup, connection);
	return back;
}

void say_way_back(const WayBack &back) {
	if (back.irreversible.empty())
		say("to go back:\n    {}\n", back.downgrade);
	else
		say("no downgrade goes back behind {}\n", core::text::quoted_list(back.irreversible));
	if (!back.restore.empty())
		say("to restore the backup, with the data of that time, into a database beside this one:\n    {}\n",
			back.restore);
}

} // namespace pgmigrate::client
