// What is shown of values that may hold a password.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "client/conninfo.hpp"

namespace pgmigrate::client {

inline constexpr std::string_view kHidden = "***";

// A database as it may be shown: a URL or a conninfo string with *** for passwords. One that libpq cannot read, such as
// another program's, is hidden altogether, for nobody knows where its password is.
std::string shown_database(std::string_view database);

// The same for what was read of one.
std::string shown_keywords(const std::vector<ConnectionKeyword> &keywords);

// A libpq variable, such as PGPASSWORD, or one of the scripts, as it may be shown.
std::string shown_variable(std::string_view name, std::string_view value);

// Whether a word out of a database that libpq cannot read may be a piece of a password in it.
bool may_be_of_password(std::string_view word, std::string_view database);

// A message of libpq's about the database without what must not be shown of it.
std::string without_secrets(std::string message, std::string_view database);

} // namespace pgmigrate::client
