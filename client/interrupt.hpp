// Ctrl-C: asks the server to cancel the running statement, so that its answer tells how things stand.
#pragma once
#include <chrono>
#include <csignal>

#include <sys/types.h>

struct pg_conn;
struct termios;

namespace pgmigrate::client {

// From here on SIGINT, SIGTERM and SIGHUP cancel what runs on the connection; without one, and the second time, they end
// the program.
void install_signal_handlers();
void cancel_on_signal(pg_conn *connection); // nullptr: no longer

// For who only looks: signals end the program, which says this; a text that stays, empty for nothing.
void only_look(const char *farewell);

// Whoever ends the program while a password is typed finds the terminal as it was; nullptr: no longer.
void restore_terminal_on_signal(const termios *settings);

// They go to this process instead, and the second time end it and the program; 0: no longer. Who starts one holds
// signals back until it is told here.
void hand_signals_to(pid_t child);
class SignalsHeld {
public:
	SignalsHeld();
	~SignalsHeld();
	SignalsHeld(const SignalsHeld &) = delete;
	SignalsHeld &operator=(const SignalsHeld &) = delete;
	const sigset_t &mask_before() const { return before_; }

private:
	sigset_t before_;
};

// The signal that came, or 0.
int received_signal();
// Throws Cancelled if a signal came.
void check_signals();
// Sleeps, no longer than until a signal comes; throws Cancelled then.
void sleep_for(std::chrono::milliseconds duration);

} // namespace pgmigrate::client
