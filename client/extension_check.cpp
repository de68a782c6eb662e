#include "client/extension_check.hpp"

#include <charconv>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/talk.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

// The search path is the caller's, so every name and operator says its schema.
constexpr const char *kLook = R"(
SELECT e.extversion,
	pg_catalog.has_schema_privilege(e.extnamespace, 'USAGE'),
	pg_catalog.array_to_string(ARRAY(SELECT p.proname FROM pg_catalog.pg_proc p
		WHERE p.pronamespace OPERATOR(pg_catalog.=) e.extnamespace
		AND p.proname OPERATOR(pg_catalog.=) ANY ($1::pg_catalog.name[])
		AND NOT pg_catalog.has_function_privilege(p.oid, 'EXECUTE') GROUP BY p.proname), ', '),
	pg_catalog.current_database(), current_user,
	pg_catalog.quote_ident(current_user), pg_catalog.current_setting('is_superuser')
FROM (SELECT) one LEFT JOIN pg_catalog.pg_extension e ON e.extname OPERATOR(pg_catalog.=) 'pgmigrate'
)";
// Asked for only where it is missing: the server reads its control files for it.
constexpr const char *kAvailable = R"(
SELECT a.default_version FROM pg_catalog.pg_available_extensions a WHERE a.name OPERATOR(pg_catalog.=) 'pgmigrate'
)";

struct Extension {
	bool is_created;
	std::string version;        // created
	std::string available = {}; // not created: the version that would be; empty if the server has none
	bool has_usage;
	std::string not_granted; // functions, separated by commas
	std::string database, role, quoted_role;
	bool is_superuser;
};

Extension look(Connection &connection, const ExtensionNeeds &needs) {
	const Result result = connection.query(kLook, {array_literal(needs.functions)});
	const auto text = [&](int column) { return std::string(result.text(0, column)); };
	Extension extension{.is_created = !result.is_null(0, 0),
		.version = text(0),
		.has_usage = result.truth(0, 1),
		.not_granted = text(2),
		.database = text(3),
		.role = text(4),
		.quoted_role = text(5),
		.is_superuser = text(6) == "on"};
	if (!extension.is_created)
		if (const Result available = connection.query(kAvailable); !available.empty())
			extension.available = available.text(0, 0);
	return extension;
}

[[noreturn]] void fail_not_installed(const Extension &extension) {
	throw Failure(ExitCode::refused, "extension \"pgmigrate\" is not installed on the server",
		fmt::format("The server of database \"{}\" has no file pgmigrate.control.", extension.database),
		"Install the package on the server's machine; \"make install\" does it from source.");
}

[[noreturn]] void fail_not_created(const Extension &extension, std::string detail) {
	throw Failure(ExitCode::refused,
		fmt::format("extension \"pgmigrate\" is not created in database \"{}\"", extension.database),
		std::move(detail),
		extension.is_superuser ? "\"pgmigrate ensure_version\" creates it; in SQL, in that database:\n"
								 "    CREATE EXTENSION pgmigrate;"
							   : "A superuser types, in that database:\n    CREATE EXTENSION pgmigrate;");
}

[[noreturn]] void fail_version(const Extension &extension, const std::string &version, std::string hint) {
	throw Failure(ExitCode::refused,
		fmt::format(
			"program \"pgmigrate\" {} does not match extension \"pgmigrate\" {}", PGMIGRATE_VERSION, version),
		fmt::format("The extension is that of database \"{}\".", extension.database), std::move(hint));
}

// The numbers of a version, to be compared.
std::vector<int> parts_of(std::string_view version) {
	std::vector<int> parts;
	for (std::string_view part : core::text::split(version, '.')) {
		int number = 0;
		std::from_chars(part.data(), part.data() + part.size(), number);
		parts.push_back(number);
	}
	return parts;
}

// Whether the server has what makes the extension one of our version.
bool can_be_updated(Connection &connection, const Extension &extension) {
	try {
		return !connection
					.query("SELECT FROM pg_catalog.pg_extension_update_paths('pgmigrate') p"
						   " WHERE p.source OPERATOR(pg_catalog.=) $1 AND p.target OPERATOR(pg_catalog.=) $2"
						   " AND p.path IS NOT NULL",
						{extension.version, PGMIGRATE_VERSION})
					.empty();
	} catch (const ServerError &) { // it has no files of the extension at all
		return false;
	}
}

void check_version(Connection &connection, const Extension &extension) {
	if (extension.version == PGMIGRATE_VERSION)
		return;
	if (parts_of(extension.version) > parts_of(PGMIGRATE_VERSION))
		fail_version(
			extension, extension.version, fmt::format("Use the program of version {}.", extension.version));
	fail_version(extension, extension.version,
		fmt::format("Use the program of version {}, or {}{}type, in that database:\n"
					"    ALTER EXTENSION pgmigrate UPDATE TO '{}';",
			extension.version,
			can_be_updated(connection, extension)
				? ""
				: fmt::format(
					  "install the package of version {} on the server's machine and ", PGMIGRATE_VERSION),
			extension.is_superuser ? "" : "let a superuser ", PGMIGRATE_VERSION));
}

void check_rights(const Extension &extension) {
	if (extension.has_usage && extension.not_granted.empty())
		return;
	throw Failure(ExitCode::refused, fmt::format("role \"{}\" may not use pgmigrate", extension.role),
		extension.has_usage ? fmt::format("It may not execute these functions: {}.", extension.not_granted)
							: "It has no USAGE on schema \"pgmigrate\".",
		fmt::format("The extension's owner types, in database \"{}\":\n"
					"    GRANT USAGE ON SCHEMA pgmigrate TO {};\n"
					"    GRANT EXECUTE ON ALL ROUTINES IN SCHEMA pgmigrate TO {};",
			extension.database, extension.quoted_role, extension.quoted_role));
}

// Creates the extension. Nothing if another session did so meanwhile.
void create(Connection &connection, const ExtensionNeeds &needs, const Extension &seen) {
	if (!needs.create_extension)
		fail_not_created(seen, {});
	if (seen.available != PGMIGRATE_VERSION)
		fail_version(seen, seen.available, fmt::format("Use the program of version {}.", seen.available));
	needs.before_create();
	try {
		connection.query("CREATE EXTENSION pgmigrate");
		say("created extension \"pgmigrate\" {} in database \"{}\"\n", seen.available, seen.database);
	} catch (const ServerError &error) {
		if (error.sqlstate == "42501")
			fail_not_created(seen, fmt::format("Role \"{}\" may not create it.", seen.role));
		if (error.sqlstate == "25006")
			throw Failure(ExitCode::refused,
				fmt::format("extension \"pgmigrate\" is not created in database \"{}\"", seen.database),
				"The database can only be read, so it cannot be created there.",
				"Connect to the primary server; where a setting forbids to write, type "
				"PGOPTIONS='-c default_transaction_read_only=off' before the command.");
		// Of several sessions that create it at once, all but one end in some duplicate and find it created.
		if (!look(connection, needs).is_created)
			throw;
	}
}

} // namespace

// What else there is to say of an older server, that no extension is there say, helps nobody.
void check_server(const Connection &connection) {
	constexpr int kOldest = 150000;
	const int version = connection.server_version();
	if (version >= kOldest)
		return;
	const int major = version / 10000; // a minor release is the last part, which was the third one once
	throw Failure(ExitCode::refused,
		fmt::format("the server is PostgreSQL {}, which is too old",
			major >= 10 ? fmt::format("{}.{}", major, version % 10000)
						: fmt::format("{}.{}.{}", major, version / 100 % 100, version % 100)),
		{}, "pgmigrate needs PostgreSQL 15 or later on the server.");
}

void check_extension(Connection &connection, const ExtensionNeeds &needs) {
	check_server(connection);
	Extension extension = look(connection, needs);
	if (!extension.is_created) {
		if (extension.available.empty())
			fail_not_installed(extension);
		create(connection, needs, extension);
		extension = look(connection, needs);
	}
	check_version(connection, extension);
	check_rights(extension);
}

} // namespace pgmigrate::client
