#include "client/step_line.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "client/render.hpp"

namespace pgmigrate::client {

namespace {

Row step_object(std::string_view direction, std::string_view line) {
	const std::string_view arrow = " -> ";
	const std::string_view rest = line.substr(std::min(direction.size() + 1, line.size()));
	const std::size_t at = std::min(rest.find(arrow), rest.size());
	const std::string_view left = rest.substr(0, at);
	const std::string_view right = rest.substr(std::min(at + arrow.size(), rest.size()));
	Row row{{"direction", direction}};
	if (direction == "upgrade")
		row["revision"] = right.substr(0, right.find(',')); // an id holds no comma
	else if (direction == "downgrade")
		row["revision"] = left;
	row["line"] = line;
	return row;
}

} // namespace

void show_step(const Options &options, std::string_view direction, std::string_view line) {
	if (options.take_step)
		options.take_step(line);
	else if (options.json)
		print_json_line(step_object(direction, line));
	else
		fmt::print("{}\n", line);
}

} // namespace pgmigrate::client
