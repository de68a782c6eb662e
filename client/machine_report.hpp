// What was found, in the forms that machines read: annotations of GitHub's, and JUnit's XML.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "client/options.hpp"

namespace pgmigrate::client {

enum class Severity : std::uint8_t { good, skipped, warning, error };

// One thing that was looked at.
struct Finding {
	Severity severity = Severity::good;
	std::string name; // of what was looked at: a revision, or a file
	std::string file; // may be empty
	int line = 0;     // 0: none
	std::string message = {}, detail = {}, hint = {};
};

// Prints what is wrong, as commands that GitHub shows beside the lines of a change.
void print_annotations(const std::vector<Finding> &findings);

// A test suite with a test case for each.
std::string junit_text(const std::string &suite, const std::vector<Finding> &findings);

// The one of them that was asked for.
void print_findings(Format format, const std::string &suite, const std::vector<Finding> &findings);

} // namespace pgmigrate::client
