// The live database's schema, made again on a shadow.
#pragma once
#include <string>
#include <vector>

#include "extension/shadow.hpp"

namespace pgmigrate {

// Makes it, without extensions, which a shadow is born with, and with the rows that the caller sees of some tables. Where
// there are functions whose owners the caller would not run scripts of, each object is given to its owner again, for which
// he has to be superuser (42501 otherwise), and no function is called meanwhile. Throws what making it throws.
void load_present_schema(Shadow &shadow, const std::vector<std::string> &copied_tables);

// How the definitions of this database may be made again.
Shadow::Functions functions_of_definitions();

} // namespace pgmigrate
