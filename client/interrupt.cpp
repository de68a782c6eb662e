#include "client/interrupt.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <ctime>
#include <string_view>

#include <libpq-fe.h>
#include <termios.h>
#include <unistd.h>

#include "client/failure.hpp"

namespace pgmigrate::client {

namespace {

// A signal handler may only look at lock-free atomics.
std::atomic<PGcancel *> cancel_handle = nullptr;
std::atomic<const termios *> terminal = nullptr;
std::atomic<pid_t> child_process = 0;
std::atomic<const char *> farewell = "";
std::atomic<int> last_signal = 0;
static_assert(std::atomic<PGcancel *>::is_always_lock_free && std::atomic<int>::is_always_lock_free);

constexpr int kSignals[] = {SIGINT, SIGTERM, SIGHUP};

void write_text(std::string_view text) {
	(void)!write(STDERR_FILENO, text.data(), text.size());
}

void on_signal(int signal) {
	const int saved_errno = errno;
	if (const termios *settings = terminal.load(); settings != nullptr) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, settings);
		write_text("\ncancelled\n");
		_exit(128 + signal);
	}
	if (const pid_t child = child_process.load(); child != 0) {
		const bool again = last_signal.exchange(signal) != 0;
		kill(child, again ? SIGKILL : signal);
		if (!again)
			write_text("waiting for the other program to end; a second time ends it at once\n");
		errno = saved_errno;
		return;
	}
	PGcancel *handle = cancel_handle.load();
	if (handle == nullptr) {
		write_text(farewell.load());
		_exit(128 + signal);
	}
	const bool again = last_signal.exchange(signal) != 0;
	char error[256];
	const bool sent = PQcancel(handle, error, sizeof error) != 0;
	if (again) {
		write_text(
			"gave up waiting: the server may be at it still; \"pgmigrate progress\" and \"pgmigrate current\" show it\n");
		_exit(128 + signal);
	}
	if (sent) // or else nothing could be done about it
		write_text("cancel request sent\n");
	errno = saved_errno;
}

} // namespace

void install_signal_handlers() {
	for (int signal : kSignals) {
		struct sigaction action {};
		sigaction(signal, nullptr, &action);
		if (action.sa_handler == SIG_IGN)
			continue; // nohup, or a job in the background
		action.sa_handler = on_signal;
		action.sa_flags = SA_RESTART;
		sigemptyset(&action.sa_mask);
		sigaction(signal, &action, nullptr);
	}
}

void cancel_on_signal(pg_conn *connection) {
	PGcancel *handle = connection != nullptr ? PQgetCancel(connection) : nullptr;
	PQfreeCancel(cancel_handle.exchange(handle));
}

void only_look(const char *text) {
	farewell = text;
	cancel_on_signal(nullptr);
}

void restore_terminal_on_signal(const termios *settings) {
	terminal = settings;
}

void hand_signals_to(pid_t child) {
	child_process = child;
}

SignalsHeld::SignalsHeld() {
	sigset_t held;
	sigemptyset(&held);
	for (int signal : kSignals)
		sigaddset(&held, signal);
	sigprocmask(SIG_BLOCK, &held, &before_);
}

SignalsHeld::~SignalsHeld() {
	sigprocmask(SIG_SETMASK, &before_, nullptr);
}

int received_signal() {
	return last_signal;
}

void check_signals() {
	if (last_signal != 0)
		throw Cancelled();
}

void sleep_for(std::chrono::milliseconds duration) {
	timespec time{duration.count() / 1000, duration.count() % 1000 * 1000000};
	check_signals();
	nanosleep(&time, nullptr);
	check_signals();
}

} // namespace pgmigrate::client
