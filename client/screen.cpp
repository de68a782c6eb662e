#include "client/screen.hpp"

#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "client/output.hpp"
#include "client/display_width.hpp"

namespace pgmigrate::client {

namespace {

constexpr std::size_t kUsualWidth = 80;

} // namespace

std::size_t terminal_width(int file) {
	winsize size{};
	return ioctl(file, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsualWidth;
}

bool is_terminal(int file) {
	return isatty(file) != 0;
}

bool is_dumb_terminal() {
	const char *name = std::getenv("TERM");
	return name == nullptr || *name == '\0' || std::string_view(name) == "dumb";
}

bool Screen::is_there() {
	return is_terminal(STDOUT_FILENO) && !is_dumb_terminal();
}

void Screen::show(const std::vector<std::string> &lines) {
	if (shown_ > 0)
		fmt::print("\x1b[{}A\x1b[J", shown_); // up, and everything below is erased
	for (const std::string &line : lines)
		fmt::print("{}\n", cut_to(line, terminal_width(STDOUT_FILENO)));
	flush_output();
	shown_ = lines.size();
}

} // namespace pgmigrate::client
