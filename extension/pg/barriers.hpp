// What other processes wait for every process to have seen: DROP DATABASE does.
#pragma once
#include "extension/pg/prelude.hpp"

extern "C" {
#include "storage/procsignal.h"
}

namespace pgmigrate::pg {

// For a wait without CHECK_FOR_INTERRUPTS(), which does it otherwise.
inline void accept_barriers() {
	if (ProcSignalBarrierPending)
		ProcessProcSignalBarrier();
}

} // namespace pgmigrate::pg
