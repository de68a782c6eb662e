#include "client/connect.hpp"

#include <memory>
#include <string_view>
#include <vector>

#include "client/connection_failure.hpp"
#include "client/failure.hpp"
#include "client/password.hpp"

namespace pgmigrate::client {

namespace {

struct Finish {
	void operator()(PGconn *connection) const { PQfinish(connection); }
};
using Handle = std::unique_ptr<PGconn, Finish>;

std::string_view given_database(std::span<const ConnectionPair> keywords) {
	for (const auto &[name, value] : keywords)
		if (name == "dbname")
			return value;
	return {};
}

// An attempt, with the password that was typed, which then stands above all others.
Handle attempt(std::span<const ConnectionPair> keywords) {
	std::vector<const char *> names, values;
	for (const auto &[name, value] : keywords) {
		names.push_back(name.c_str());
		values.push_back(value.c_str());
	}
	if (typed_password()) {
		names.push_back("password");
		values.push_back(typed_password()->c_str());
	}
	names.push_back(nullptr);
	values.push_back(nullptr);
	return Handle(PQconnectdbParams(names.data(), values.data(), 1));
}

} // namespace

PGconn *connect(std::span<const ConnectionPair> keywords, bool may_ask) {
	if (may_ask && password_prompt == PasswordPrompt::always && !typed_password() && !ask_password({}))
		throw Failure(ExitCode::no_connection, "no password was typed", "-W asks for one on a terminal.",
			"Leave -W out where nobody is there to type; a password file (~/.pgpass) or PGPASSWORD holds it then.");
	Handle connection = attempt(keywords);
	if (PQstatus(connection.get()) != CONNECTION_OK && PQconnectionNeedsPassword(connection.get()) != 0 &&
		may_ask && password_prompt == PasswordPrompt::when_needed && !typed_password() &&
		ask_password(PQuser(connection.get())))
		connection = attempt(keywords);
	if (PQstatus(connection.get()) != CONNECTION_OK)
		throw connection_failure(connection.get(), given_database(keywords));
	return connection.release();
}

} // namespace pgmigrate::client
