#include "extension/statement_timeout.hpp"

#include <algorithm>
#include <climits>
#include <cstring>

#include "extension/pg/guard.hpp"

namespace pgmigrate {

CallerTimeout::CallerTimeout() {
	pg::pg_call([] { CHECK_FOR_INTERRUPTS(); });
	stopped_ = true;
	running_ = get_timeout_active(STATEMENT_TIMEOUT);
	if (!running_)
		return;
	long left =
		TimestampDifferenceMilliseconds(GetCurrentTimestamp(), get_timeout_finish_time(STATEMENT_TIMEOUT));
	left_ = static_cast<int>(std::clamp(left, 1L, static_cast<long>(INT_MAX)));
	disable_timeout(STATEMENT_TIMEOUT, true);
}

// Nothing of this raises less than FATAL.
void CallerTimeout::give_back() noexcept {
	if (!stopped_)
		return;
	stopped_ = false;
	if (get_timeout_active(STATEMENT_TIMEOUT))
		disable_timeout(STATEMENT_TIMEOUT, false);
	if (running_)
		enable_timeout_after(STATEMENT_TIMEOUT, left_);
}

void start_statement_timeout() {
	if (StatementTimeout > 0)
		enable_timeout_after(STATEMENT_TIMEOUT, StatementTimeout);
	else if (get_timeout_active(STATEMENT_TIMEOUT))
		disable_timeout(STATEMENT_TIMEOUT, false);
}

void stop_statement_timeout() {
	if (get_timeout_active(STATEMENT_TIMEOUT))
		disable_timeout(STATEMENT_TIMEOUT, true);
	CHECK_FOR_INTERRUPTS();
}

bool is_statement_timeout(const ErrorData &error) {
	return error.sqlerrcode == ERRCODE_QUERY_CANCELED && error.message_id != nullptr &&
		   std::strcmp(error.message_id, "canceling statement due to statement timeout") == 0;
}

} // namespace pgmigrate
