// SQL entry points of shadows: those that stand, and those that crashes left behind.
#include "extension/shadow.hpp"

#include "extension/entry_point.hpp"

using namespace pgmigrate;
using pg::Arguments;

PGMIGRATE_FUNCTION(pgmigrate_drop_abandoned_shadows) {
	return text_rows(fcinfo, drop_abandoned_shadow_databases());
}

PGMIGRATE_FUNCTION(pgmigrate_create_shadow_database) {
	create_shadow_database(Arguments(fcinfo).required_text(0, "name"));
	return static_cast<Datum>(0);
}

PGMIGRATE_FUNCTION(pgmigrate_drop_shadow_database) {
	drop_shadow_database(Arguments(fcinfo).required_text(0, "name"));
	return static_cast<Datum>(0);
}
