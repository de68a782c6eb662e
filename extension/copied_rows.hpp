// Rows of live tables, taken along into a shadow.
#pragma once
#include <string>
#include <vector>

#include "extension/shadow.hpp"

namespace pgmigrate {

// Copies the rows that the caller sees of these tables, which the shadow has already, and where their sequences stand.
// Triggers and foreign keys are not there yet: the rows have been through both. Names are looked up as in a query; a
// partition of a table that is named, too, comes with it. Throws 42P01 for no table, 42809 for what holds no rows of its own
// and for catalogs, 42501 where the caller may not read, 55000 for a table that refers to one that is not copied, and what
// putting them in throws.
void copy_rows(Shadow &shadow, const std::vector<std::string> &tables, Shadow::Functions functions);

} // namespace pgmigrate
