// Another program, run to its end.
#pragma once
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace pgmigrate::client {

struct Child {
	int exit_code = 0;
	std::string output; // stdout and stderr, as they came
};

// Runs the program that PATH has, in a directory, with these variables added to the environment and nothing to read.
// Throws refused, with the hint, if there is none.
Child run_child(const std::vector<std::string> &command, const std::filesystem::path &directory,
	const std::vector<std::pair<std::string, std::string>> &environment, const std::string &hint);

} // namespace pgmigrate::client
