// What the server collects for ddl_command_end, behind the type pg_ddl_command of SQL.
#pragma once
#include "extension/pg/prelude.hpp"

extern "C" {
#include "catalog/pg_attribute.h"
#include "catalog/pg_foreign_data_wrapper.h"
#include "catalog/pg_foreign_server.h"
#include "catalog/pg_largeobject.h"
#include "rewrite/rewriteSupport.h"
#include "tcop/deparse_utility.h"
}
