// What is between two tries for a lock.
#pragma once
#include "extension/pg/guard.hpp"

namespace pgmigrate::pg {

// Waits so long, or less if something happens to the process; a cancel is thrown.
inline void pause(long milliseconds) {
	pg_call([&] {
		(void)WaitLatch(
			MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, milliseconds, PG_WAIT_EXTENSION);
		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
	});
}

} // namespace pgmigrate::pg
