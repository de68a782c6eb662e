#include "core/schema/catalog/reader.hpp"

namespace pgmigrate::core::schema::catalog {

void read_grants(Reader &, Snapshot &) {}

} // namespace pgmigrate::core::schema::catalog
