// What a session holds beside its settings, and how the server lets go of it.
#pragma once
#include "extension/pg/prelude.hpp"

extern "C" {
#include "access/transam.h"
#include "commands/sequence.h"
}
