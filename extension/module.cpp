// The module's magic and its loading.
#include "extension/settings.hpp"

#include "extension/pg/compat.hpp"

extern "C" {
PGMIGRATE_MODULE_MAGIC;
PGDLLEXPORT void _PG_init(void);
}

void _PG_init(void) {
	pgmigrate::define_settings();
}
