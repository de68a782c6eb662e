// Ctrl-C: asks the server to cancel the running statement, so that its answer tells how things stand.
#pragma once
#include <chrono>

struct pg_conn;

namespace pgmigrate::client {

// From here on SIGINT, SIGTERM and SIGHUP cancel what runs on the connection; without one, and the second time, they end
// the program.
void install_signal_handlers();
void cancel_on_signal(pg_conn *connection); // nullptr: no longer

// The signal that came, or 0.
int received_signal();
// Throws Cancelled if a signal came.
void check_signals();
// Sleeps, no longer than until a signal comes; throws Cancelled then.
void sleep_for(std::chrono::milliseconds duration);

} // namespace pgmigrate::client
