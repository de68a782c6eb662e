// Whose functions a database holds.
#pragma once
#include <string>
#include <vector>

namespace pgmigrate {

// The owners of this database's functions for whom the caller would have to answer, were he to make these again as his own:
// those whose scripts he would not run either. The server's functions, and extensions', are nobody's. Ordered by name.
std::vector<std::string> function_owners_not_covering_caller();

} // namespace pgmigrate
