// The way to a server: with a password that is asked for where one is missing, and with a way out where there is none.
#pragma once
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <libpq-fe.h>

#include "client/options.hpp"

namespace pgmigrate::client {

using ConnectionPair = std::pair<std::string, std::string>;

struct FinishConnection {
	void operator()(PGconn *connection) const { PQfinish(connection); }
};
using ConnectionHandle = std::unique_ptr<PGconn, FinishConnection>;

// Keywords and values as libpq takes them, as long as the pairs live.
struct ConnectionArrays {
	explicit ConnectionArrays(std::span<const ConnectionPair> keywords);
	void add(const char *name, const char *value);

	std::vector<const char *> names, values; // both end with a null
};

// Whether somebody is asked for a password, and what has to be done before that.
struct Asking {
	PasswordPrompt prompt = PasswordPrompt::never;
	bool takes_typed =
		true; // a password that was typed before; false for another database than that was typed for
	std::function<void()> before = [] {};
};

// A connection that stands. Throws no_connection, with what to do about it.
ConnectionHandle connect(std::span<const ConnectionPair> keywords, const Asking &asking);

} // namespace pgmigrate::client
