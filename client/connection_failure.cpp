#include "client/connection_failure.hpp"

#include <array>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <sys/stat.h>

#include "client/connect.hpp"
#include "client/password.hpp"
#include "client/render.hpp"
#include "client/secrets.hpp"
#include "core/text.hpp"

namespace pgmigrate::client {

namespace {

// Where the connection was to lead, in the words of a command line and in SQL.
struct Destination {
	std::string host, port, user, database;

	std::string address() const { return option("--host", host) + option("--port", port); }
	std::string account() const { return address() + option("--username", user); }

private:
	static std::string option(const char *name, const std::string &value) {
		return value.empty() ? "" : fmt::format(" {} {}", name, shell_word(value));
	}
};

std::string or_empty(const char *text) {
	return text != nullptr ? text : "";
}

Destination destination_of(const PGconn *connection) {
	return {or_empty(PQhost(connection)), or_empty(PQport(connection)), or_empty(PQuser(connection)),
		or_empty(PQdb(connection))};
}

// An option of the connection as it is in force.
std::string option_of(const PGconn *connection, const char *keyword) {
	const std::unique_ptr<PQconninfoOption, decltype(&PQconninfoFree)> options(
		PQconninfo(const_cast<PGconn *>(connection)), PQconninfoFree);
	for (const PQconninfoOption *one = options.get(); one != nullptr && one->keyword != nullptr; ++one)
		if (std::strcmp(one->keyword, keyword) == 0)
			return or_empty(one->val);
	return {};
}

// A password file that libpq leaves aside; empty for none.
std::string open_password_file(const PGconn *connection) {
	const std::string path = option_of(connection, "passfile");
	struct stat found {};
	const bool is_open = !path.empty() && stat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode) &&
						 (found.st_mode & (S_IRWXG | S_IRWXO)) != 0;
	return is_open ? path : "";
}

// Where libpq looks for a server's socket when nothing names one, which only libpq itself knows: a port that no server
// can have makes it a connection that fails at once.
std::string usual_socket_directory() {
	const ConnectionHandle nowhere(PQconnectStart("host='' hostaddr='' port=1 password=none"));
	return or_empty(PQhost(nowhere.get()));
}

// As a field of a line of a password file.
std::string password_field(std::string_view value) {
	std::string out;
	for (char c : value) {
		if (c == ':' || c == '\\')
			out += '\\';
		out += c;
	}
	return out;
}

std::string password_line(const Destination &to) {
	const bool is_usual = to.host.empty() || to.host == usual_socket_directory();
	return fmt::format("{}:{}:{}:{}:PASSWORD", is_usual ? "localhost" : password_field(to.host),
		password_field(to.port), password_field(to.database), password_field(to.user));
}

std::string password_missing(const PGconn *connection, const Destination &to) {
	if (const std::string file = open_password_file(connection); !file.empty())
		return fmt::format("Let nobody else read the password file: chmod 600 {}", shell_word(file));
	return fmt::format(
		"Put a line \"{}\" into a password file (~/.pgpass, mode 600), set PGPASSWORD, or type it on a terminal.",
		password_line(to));
}

// Words in what the server, or libpq, says, and the hint for them: {0} is what selects the server for PostgreSQL's own
// programs, {1} the same with the user, {2} user and {3} database for the shell, {4} and {5} in SQL, {6} the
// beginning of a line of pg_hba.conf, {7} what to try before.
struct Advice {
	std::string_view words, hint;
};
constexpr std::array kAdvice{
	Advice{"password authentication failed",
		"Correct the password: \"pgmigrate config\x02\" shows where it was said; -W asks for it."},
	Advice{"Peer authentication failed",
		"The socket lets a role in for the system's user of that name only: name another role with -U, or type --host "
		"localhost for a password."},
	Advice{"no pg_hba.conf entry",
		"{7} the server's pg_hba.conf have a line such as \"{6} scram-sha-256\"; then \"SELECT pg_reload_conf();\"."},
	Advice{"is not permitted to log in", "A superuser types:\n    ALTER ROLE {4} LOGIN;"},
	Advice{"permission denied for database",
		"The database's owner types:\n    GRANT CONNECT ON DATABASE {5} TO {4};"},
	Advice{"is not currently accepting connections",
		"A superuser types, in another database:\n    ALTER DATABASE {5} ALLOW_CONNECTIONS true;"},
	Advice{"too many connections for role",
		"Wait until others have ended, or let a superuser type:\n    ALTER ROLE {4} CONNECTION LIMIT -1;"},
	Advice{"too many connections for database",
		"Wait until others have ended, or let a superuser type:\n    ALTER DATABASE {5} CONNECTION LIMIT -1;"},
	Advice{"too many clients already",
		"Wait until others have ended, or raise max_connections on the server; \"SELECT * FROM pg_stat_activity;\" shows who "
		"is there."},
	Advice{"connection slots are reserved",
		"Wait until others have ended, or raise max_connections on the server; \"SELECT * FROM pg_stat_activity;\" shows who "
		"is there."},
	Advice{"the database system is",
		"Wait until it takes connections:\n    until pg_isready{0}; do sleep 1; done"},
	Advice{"definition of service",
		"The section [NAME] of a service has to be in the file that PGSERVICEFILE names, else in ~/.pg_service.conf; \"pgmigrate "
		"config\x02\" shows where the service was said."},
	Advice{"could not translate host name",
		"Correct the host: \"pgmigrate config\x02\" shows where it was said."},
	Advice{"server does not support SSL",
		"Turn ssl on at the server, or do not ask for it: \"pgmigrate config\x02\" shows where sslmode was said."},
	Advice{"does not match host name",
		"Name the server as its certificate does; sslmode=verify-ca looks at who signed it only."},
	Advice{"private key file", "Let nobody else read the file of the key: chmod 600 and its name."},
	Advice{"root certificate file",
		"Give the certificate of the authority that signed the server's by sslrootcert, or PGSSLROOTCERT."},
	Advice{"certificate verify failed",
		"The certificate of the authority that signed the server's belongs into the file that sslrootcert, or PGSSLROOTCERT, "
		"names."},
	Advice{"unknown ca",
		"Give a certificate by sslcert, or PGSSLCERT, that an authority in the server's ssl_ca_file has signed."},
	Advice{"connection requires a valid client certificate",
		"Give certificate and key by sslcert and sslkey, or PGSSLCERT and PGSSLKEY."},
	Advice{"Is the server running",
		"Start the server, or name another one; \"pgmigrate config\x02\" shows where this one was said."},
	Advice{"timeout expired",
		"See that host and port are right and no firewall is between; \"pgmigrate config\x02\" shows where they were said."},
};

std::string in_quotes(std::string_view name) {
	std::string out = "\"";
	for (char c : name)
		out += c == '"' ? std::string("\"\"") : std::string(1, c);
	return out + '"';
}

// Whom pg_hba.conf does not let in, by the address that the server sees.
std::string host_line(std::string_view message, const Destination &to) {
	constexpr std::string_view kBefore = "entry for host \"";
	const std::size_t found = message.find(kBefore), begin = found + kBefore.size();
	const std::string_view seen =
		found == message.npos ? "" : message.substr(begin, message.find('"', begin) - begin);
	const std::string_view kind = seen == "[local]" ? "local" : "hostssl";
	const std::string network = seen.find(':') != seen.npos ? "/128" : "/32";
	return fmt::format("{} {} {}{}", kind, to.database, to.user,
		seen.empty() || kind == "local" ? "" : fmt::format(" {}{}", seen, network));
}

std::string advised(std::string_view hint, const Destination &to, std::string_view message = {}) {
	return fmt::format(fmt::runtime(hint), to.address(), to.account(), shell_word(to.user),
		shell_word(to.database), in_quotes(to.user), in_quotes(to.database), host_line(message, to),
		message.find("no encryption") != message.npos && !to.host.starts_with('/')
			? "Connect with sslmode=require, or let"
			: "Let");
}

std::string hint_for(const PGconn *connection, std::string_view message, std::string_view rest) {
	const Destination to = destination_of(connection);
	const auto says = [&](std::string_view words) { return message.find(words) != message.npos; };
	if (PQconnectionNeedsPassword(connection) != 0)
		return password_missing(connection, to);
	if (says(fmt::format("role \"{}\" does not exist", to.user)))
		return advised("Name another role with -U, or create it:\n    createuser{0} {2}", to);
	if (says(fmt::format("database \"{}\" does not exist", to.database)))
		return advised(
			"Name another one, \"pgmigrate config\x02\" shows where this one was said, or create it:\n    "
			"createdb{1} {3}",
			to);
	if (typed_password() && says("password authentication failed"))
		return "Type the command, and the password, again.";
	if (says("password authentication failed") && rest.find("password retrieved from file") != rest.npos)
		return "Correct the password in that file.";
	for (const Advice &one : kAdvice)
		if (says(one.words))
			return advised(one.hint, to, message);
	return {};
}

} // namespace

Failure connection_failure(const PGconn *connection, std::string_view database) {
	const std::string said = without_secrets(or_empty(PQerrorMessage(connection)), database);
	Failure failure(ExitCode::no_connection, {});
	for (std::string_view line : core::text::split(said, '\n')) {
		line = core::text::trim(line);
		if (constexpr std::string_view kDetail = "DETAIL:  "; line.starts_with(kDetail))
			line.remove_prefix(kDetail.size());
		std::string &part = failure.message.empty() ? failure.message : failure.detail;
		if (!line.empty())
			part += fmt::format("{}{}", part.empty() ? "" : "\n", line);
	}
	// What comes first is what was tried first.
	failure.hint = hint_for(connection, failure.message, failure.detail);
	if (failure.hint.empty())
		failure.hint = hint_for(connection, failure.detail, {});
	if (failure.hint.empty())
		failure.hint = hint_for_unknown_parameter(std::string(database));
	return failure;
}

Failure connection_lost(const PGconn *connection) {
	constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kTimeouts{
		{{"idle-session timeout", "idle_session_timeout"},
			{"idle-in-transaction timeout", "idle_in_transaction_session_timeout"},
			{"transaction timeout", "transaction_timeout"}}};
	const std::string said = or_empty(PQerrorMessage(connection));
	Failure failure(ExitCode::no_connection, said.substr(0, said.find('\n')), // libpq's guesses follow
		"The connection was lost before the server answered.",
		"\"pgmigrate current\x02\" shows where the database is; what had not been committed is undone.");
	for (const auto &[words, setting] : kTimeouts)
		if (failure.message.find(words) != std::string::npos) {
			failure.hint += fmt::format(" Type PGOPTIONS='-c {}=0' before the command.", setting);
			break;
		}
	return failure;
}

} // namespace pgmigrate::client
