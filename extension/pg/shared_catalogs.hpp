// Catalogs of what the databases of a server share.
#pragma once
#include "extension/pg/prelude.hpp"

extern "C" {
#include "access/transam.h"
#include "catalog/pg_authid.h"
#include "catalog/pg_database.h"
}
