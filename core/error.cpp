#include "core/error.hpp"

#include <fmt/format.h>

namespace pgmigrate::core {

std::string with_arguments(
	std::string_view hint, std::string_view project_argument, std::string_view scope_arguments) {
	std::string out;
	for (char c : hint) {
		if (c == kProjectArgument)
			out += project_argument;
		else if (c == kScopeArguments)
			out += scope_arguments;
		else
			out += c;
	}
	return out;
}

std::string Location::text() const {
	if (!file.empty()) {
		if (line == 0)
			return file;
		return column == 0 ? fmt::format("{}:{}", file, line) : fmt::format("{}:{}:{}", file, line, column);
	}
	std::string out;
	if (!revision.empty())
		out = fmt::format("revision \"{}\"", revision);
	if (line != 0)
		out += fmt::format("{}line {}", out.empty() ? "" : ", ", line);
	if (line != 0 && column != 0)
		out += fmt::format(", column {}", column);
	return out;
}

} // namespace pgmigrate::core
