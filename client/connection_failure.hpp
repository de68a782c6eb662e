// Why there is no connection, and what to do about it.
#pragma once
#include <string_view>

#include <libpq-fe.h>

#include "client/failure.hpp"

namespace pgmigrate::client {

// Of a connection that failed. What libpq says holds no password then; the database is what was given as one.
Failure connection_failure(const PGconn *connection, std::string_view database);

} // namespace pgmigrate::client
