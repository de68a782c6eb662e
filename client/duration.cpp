#include "client/duration.hpp"

#include <charconv>
#include <limits>

#include <fmt/format.h>

#include "client/failure.hpp"

namespace pgmigrate::client {

std::chrono::milliseconds parse_duration(std::string_view text) {
	constexpr long long kLongest = std::numeric_limits<int>::max(); // ms; what a server setting can hold
	long long number = 0;
	const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
	const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
	const long long factor = unit == "ms"                  ? 1
							 : unit == "s" || unit.empty() ? 1000
							 : unit == "min"               ? 60 * 1000
							 : unit == "h"                 ? 60 * 60 * 1000
														   : 0;
	if (error != std::errc() || factor == 0 || number < 0 || number > kLongest / factor)
		throw Failure(ExitCode::usage, fmt::format("\"{}\" is no duration", text), {},
			"Write 30s, 10min, 1h or 500ms; 0 does not wait.");
	return std::chrono::milliseconds(number * factor);
}

} // namespace pgmigrate::client
