// The way to a server: with a password that is asked for where one is missing, and with a way out where there is none.
#pragma once
#include <span>
#include <string>
#include <utility>

#include <libpq-fe.h>

namespace pgmigrate::client {

using ConnectionPair = std::pair<std::string, std::string>;

// A connection that stands. Throws no_connection, with what to do about it.
PGconn *connect(std::span<const ConnectionPair> keywords, bool may_ask);

} // namespace pgmigrate::client
