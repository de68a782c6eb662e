// Lines on a terminal that are written over again.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace pgmigrate::client {

// The columns of the terminal; 80 where it does not say.
std::size_t terminal_width(int file);
// So many characters at most: a wrapped line could not be written over.
std::string_view cut_to(std::string_view text, std::size_t characters);

class Screen {
public:
	// Whether standard output is a terminal; elsewhere nothing can be written over.
	static bool is_there();
	// Puts the lines where those of the call before stood, each cut to the terminal's width.
	void show(const std::vector<std::string> &lines);

private:
	std::size_t shown_ = 0;
};

} // namespace pgmigrate::client
