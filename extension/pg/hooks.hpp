// The server's hooks that watch what is run.
#pragma once
#include "extension/pg/prelude.hpp"

extern "C" {
#include "access/transam.h"
#include "catalog/objectaccess.h"
#include "optimizer/planner.h"
#include "utils/regproc.h"
}
