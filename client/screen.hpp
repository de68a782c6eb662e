// Lines on a terminal that are written over again.
#pragma once
#include <string>
#include <vector>

namespace pgmigrate::client {

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
