#include "client/password.hpp"

#include <cerrno>
#include <cstdio>

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include "client/output.hpp"
#include "client/interrupt.hpp"

namespace pgmigrate::client {

namespace {

std::optional<std::string> password;

// While it lives, the terminal does not show what is typed.
class NoEcho {
public:
	explicit NoEcho(const termios &before) : before_(before) {
		termios silent = before;
		silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
		restore_terminal_on_signal(&before_);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
	}
	~NoEcho() {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
		restore_terminal_on_signal(nullptr);
	}
	NoEcho(const NoEcho &) = delete;
	NoEcho &operator=(const NoEcho &) = delete;

private:
	const termios before_;
};

// Not by stdio, which would keep a copy.
std::string read_line() {
	std::string line;
	for (char c = 0;;) {
		const ssize_t got = read(STDIN_FILENO, &c, 1);
		if (got < 0 && errno == EINTR)
			continue;
		if (got != 1 || c == '\n')
			return line;
		line += c;
	}
}

} // namespace

const std::optional<std::string> &typed_password() {
	return password;
}

const std::optional<std::string> &ask_password(std::string_view user) {
	termios before{};
	if (isatty(STDIN_FILENO) == 0 || tcgetattr(STDIN_FILENO, &before) != 0)
		return password;
	flush_output();
	{
		const NoEcho silent(before);
		print_to_stderr("{}", user.empty() ? "Password: " : fmt::format("Password for user {}: ", user));
		if (std::string line = read_line(); !line.empty())
			password = std::move(line);
	}
	print_to_stderr("\n");
	return password;
}

} // namespace pgmigrate::client
