// Why there is no connection, or no longer, and what to do about it.
#pragma once
#include <string_view>

#include <libpq-fe.h>

#include "client/failure.hpp"

namespace pgmigrate::client {

// Of a connection that failed. What libpq says holds no password then; the database is what was given as one.
Failure connection_failure(const PGconn *connection, std::string_view database);

// Of one that stood, and was lost while a statement ran or between two of them.
Failure connection_lost(const PGconn *connection);

} // namespace pgmigrate::client
