#include "client/named_database.hpp"

#include <cstdlib>

#include "client/conninfo.hpp"
#include "client/failure.hpp"
#include "client/talk.hpp"

namespace pgmigrate::client {

namespace {

constexpr int kHastySeconds = 5;

} // namespace

void ask_named_database(const Options &options, const Config &config, const std::string &what,
	const std::function<void(const Options &)> &ask) {
	const DatabaseNamed named = database_named(options.connection, config.database);
	if (named == DatabaseNamed::no)
		return;
	if (named == DatabaseNamed::by_options)
		return ask(options);
	Options hasty = options;
	if (std::getenv("PGCONNECT_TIMEOUT") == nullptr)
		hasty.connection.connect_timeout = kHastySeconds;
	if (hasty.connection.password_prompt == PasswordPrompt::when_needed)
		hasty.connection.password_prompt = PasswordPrompt::never;
	try {
		ask(hasty);
	} catch (const Failure &failure) {
		if (!what.empty())
			say("no database was asked {}: {}\n", what,
				failure.message.substr(0, failure.message.find('\n')));
	}
}

} // namespace pgmigrate::client
