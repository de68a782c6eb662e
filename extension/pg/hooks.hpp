// The server's hooks that watch what is run.
#pragma once
#include "extension/pg/prelude.hpp"

extern "C" {
#include "access/relation.h"
#include "access/transam.h"
#include "catalog/catalog.h"
#include "catalog/objectaccess.h"
#include "nodes/pathnodes.h"
#include "optimizer/plancat.h"
#include "optimizer/planner.h"
#include "utils/regproc.h"
#include "parser/parsetree.h"
#include "rewrite/rewriteHandler.h"
}
