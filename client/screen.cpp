#include "client/screen.hpp"

#include <cstdio>

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace pgmigrate::client {

namespace {

constexpr std::size_t kUsualWidth = 80;

} // namespace

std::size_t terminal_width(int file) {
	winsize size{};
	return ioctl(file, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : kUsualWidth;
}

std::string_view cut_to(std::string_view text, std::size_t characters) {
	for (std::size_t i = 0; i < text.size(); ++i)
		if ((static_cast<unsigned char>(text[i]) & 0xc0) != 0x80 && characters-- == 0)
			return text.substr(0, i);
	return text;
}

bool Screen::is_there() {
	return isatty(STDOUT_FILENO) != 0;
}

void Screen::show(const std::vector<std::string> &lines) {
	if (shown_ > 0)
		fmt::print("\x1b[{}A\x1b[J", shown_); // up, and everything below is erased
	for (const std::string &line : lines)
		fmt::print("{}\n", cut_to(line, terminal_width(STDOUT_FILENO)));
	std::fflush(stdout);
	shown_ = lines.size();
}

} // namespace pgmigrate::client
