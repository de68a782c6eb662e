#include "client/connect.hpp"

#include <string_view>

#include "client/connection_failure.hpp"
#include "client/failure.hpp"
#include "client/password.hpp"

namespace pgmigrate::client {

namespace {

std::string_view given_database(std::span<const ConnectionPair> keywords) {
	for (const auto &[name, value] : keywords)
		if (name == "dbname")
			return value;
	return {};
}

// An attempt, with the password that was typed, which then stands above all others.
ConnectionHandle attempt(std::span<const ConnectionPair> keywords, const Asking &asking) {
	ConnectionArrays arrays(keywords);
	if (asking.takes_typed && typed_password())
		arrays.add("password", typed_password()->c_str());
	return ConnectionHandle(PQconnectdbParams(arrays.names.data(), arrays.values.data(), 1));
}

// Whether somebody typed one.
bool asked(const Asking &asking, std::string_view user) {
	asking.before();
	return ask_password(user).has_value();
}

} // namespace

ConnectionArrays::ConnectionArrays(std::span<const ConnectionPair> keywords)
	: names{nullptr}, values{nullptr} {
	for (const auto &[name, value] : keywords)
		add(name.c_str(), value.c_str());
}

void ConnectionArrays::add(const char *name, const char *value) {
	names.insert(names.end() - 1, name);
	values.insert(values.end() - 1, value);
}

ConnectionHandle connect(std::span<const ConnectionPair> keywords, const Asking &asking) {
	if (asking.prompt == PasswordPrompt::always && !typed_password() && !asked(asking, {}))
		throw Failure(ExitCode::no_connection, "no password was typed", "-W asks for one on a terminal.",
			"Leave -W out where nobody is there to type; a password file (~/.pgpass) or PGPASSWORD holds it then.");
	ConnectionHandle connection = attempt(keywords, asking);
	if (PQstatus(connection.get()) != CONNECTION_OK && PQconnectionNeedsPassword(connection.get()) != 0 &&
		asking.prompt == PasswordPrompt::when_needed && !typed_password() &&
		asked(asking, PQuser(connection.get())))
		connection = attempt(keywords, asking);
	if (PQstatus(connection.get()) != CONNECTION_OK)
		throw connection_failure(connection.get(), given_database(keywords));
	return connection;
}

} // namespace pgmigrate::client
