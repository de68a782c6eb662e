// Following the ends of transactions and subtransactions.
#pragma once
#include <utility>

#include "extension/pg/guard.hpp"

namespace pgmigrate::pg {

// Has the server call both from now on, until the process ends.
template <XactCallback AtEnd, SubXactCallback AtSubtransaction>
void follow_transactions() {
	static bool following = false;
	if (following)
		return;
	pg_call([] {
		RegisterXactCallback(AtEnd, nullptr);
		RegisterSubXactCallback(AtSubtransaction, nullptr);
	});
	following = true;
}

} // namespace pgmigrate::pg
