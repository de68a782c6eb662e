// Catalogs of what has no schema of its own.
#pragma once
#include "extension/pg/prelude.hpp"

extern "C" {
#include "catalog/pg_attrdef.h"
#include "catalog/pg_cast.h"
#include "catalog/pg_policy.h"
#include "catalog/pg_publication_rel.h"
#include "catalog/pg_rewrite.h"
#include "catalog/pg_transform.h"
#include "catalog/pg_trigger.h"
}
