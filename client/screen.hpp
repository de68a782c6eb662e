// Lines on a terminal that are written over again.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace pgmigrate::client {

// The columns of the terminal; 80 where it does not say.
std::size_t terminal_width(int file);
bool is_terminal(int file);
// Whether terminals cannot do more than show one line after the other, as the environment says.
bool is_dumb_terminal();

class Screen {
public:
	// Whether standard output is a terminal on which something can be written over.
	static bool is_there();
	// Puts the lines where those of the call before stood, each cut to the terminal's width: a wrapped one could
	// not be written over.
	void show(const std::vector<std::string> &lines);

private:
	std::size_t shown_ = 0;
};

} // namespace pgmigrate::client
