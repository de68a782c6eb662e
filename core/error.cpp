#include "core/error.hpp"

#include <fmt/format.h>

namespace pgmigrate::core {

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
