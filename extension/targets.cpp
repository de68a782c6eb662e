#include "extension/targets.hpp"

#include <fmt/format.h>

namespace pgmigrate {

std::string steps_target(const pg::Arguments &args, const char *function) {
	int steps = args.integer(0, "steps");
	if (steps < 0)
		return std::to_string(steps);
	throw core::Error(core::sqlstate::invalid_parameter_value,
		fmt::format("invalid number of steps to go down: {}", steps),
		"A number of revisions to go down by is negative.",
		fmt::format("If {0} is an id, quote it: {1}('{0}').", steps, function));
}

std::vector<std::string> targets_argument(const pg::Arguments &args) {
	auto targets = args.text_array(0, "targets");
	if (!targets)
		throw core::Error("22004", "\"targets\" must not be null");
	if (targets->empty())
		throw core::Error(core::sqlstate::invalid_parameter_value, "there are no targets", {},
			"Name one at least; 'base' is for nothing.");
	return *std::move(targets);
}

} // namespace pgmigrate
