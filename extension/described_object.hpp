// An object of the database as the server names it.
#pragma once
#include <string>

#include "extension/pg/prelude.hpp"

namespace pgmigrate {

struct DescribedObject {
	std::string type, schema, identity; // schema: empty where the object is in none
	bool exists = false, is_temporary = false;
};

DescribedObject describe(const ObjectAddress &address);

// A name as it stands in an identity.
std::string quoted(const char *name);

} // namespace pgmigrate
