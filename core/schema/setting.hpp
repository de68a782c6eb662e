// Storage parameters, and the options of foreign objects.
#pragma once
#include <string>
#include <vector>

namespace pgmigrate::core::schema {

// "name=value"; in the order of the names, since the server's means nothing.
struct Setting {
	std::string name, value;
	bool operator==(const Setting &) const = default;
};
using Settings = std::vector<Setting>;

} // namespace pgmigrate::core::schema
