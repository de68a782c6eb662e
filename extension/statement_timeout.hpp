// The clock of statement_timeout: one for each statement of a script, the caller's standing still meanwhile. The server
// itself starts it once, for the call.
#pragma once
#include <cstdint>

#include "extension/pg/prelude.hpp"

namespace pgmigrate {

// Stops the caller's clock as long as it lives. What was left of it, the caller gets back at its end: after an error, too,
// for he may catch that.
class CallerTimeout {
public:
	CallerTimeout();
	~CallerTimeout() { give_back(); }
	CallerTimeout(const CallerTimeout &) = delete;
	CallerTimeout &operator=(const CallerTimeout &) = delete;
	void give_back() noexcept;

private:
	bool stopped_ = false; // and not yet given back
	bool running_ = false; // when it was stopped
	int left_ = 0;         // ms
};

// The clock of one statement: what statement_timeout says as it begins. Server code, to be called where that may be; after
// an error whoever catches it stops the clock.
void start_statement_timeout();
// Throws if the time was up at the last moment, for afterwards it would look like a cancel by the user.
void stop_statement_timeout();

// Whether an error is that of a clock that ran out: a user's cancel has the same SQLSTATE.
bool is_statement_timeout(const ErrorData &error);

} // namespace pgmigrate
