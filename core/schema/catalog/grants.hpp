// Access control lists as grants.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/schema/object.hpp"

namespace pgmigrate::core::schema::catalog {

// The query of a list's rights: owner (whether they are his), grantee, privilege, grantable; each once, whoever granted it.
std::string exploded(std::string_view acl, std::string_view owner);

// The rights on one object, gathered from the rows of that query.
struct Rights {
	std::vector<Grant> grants;
	void add(const char *const *cells);
	// As they are shown, beside those that the object was born with: the owner only where he has not all of his.
	std::vector<Grant> beside(const Rights &born) const;
};

} // namespace pgmigrate::core::schema::catalog
