// The extension in the database: there, of our version, and granted; else an error that says what is missing.
#pragma once
#include <functional>
#include <string_view>
#include <vector>

#include "client/connection.hpp"

namespace pgmigrate::client {

// What a command needs to be there before it begins.
struct ExtensionNeeds {
	std::vector<std::string_view> functions; // names without schema
	bool create_extension = false;           // it creates the extension where it can
	std::function<void()> before_create = [] {};
};

// Throws refused for a server that is too old.
void check_server(const Connection &connection);

// One round trip where all is well. Throws refused.
void check_extension(Connection &connection, const ExtensionNeeds &needs);

} // namespace pgmigrate::client
