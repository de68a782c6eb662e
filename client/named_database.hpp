// A question to the database that can do without an answer.
#pragma once
#include <functional>
#include <string>

#include "client/config.hpp"
#include "client/options.hpp"

namespace pgmigrate::client {

// Asks where a database is named. One that no option names, but the environment or the configuration, need not be there, and is not waited for: then it
// is said that none was asked `what`; nothing if that is empty.
void ask_named_database(const Options &options, const Config &config, const std::string &what,
	const std::function<void(const Options &)> &ask);

} // namespace pgmigrate::client
