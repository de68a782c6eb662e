// What is said to people: on stderr, so that stdout holds data alone.
#pragma once
#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "client/output.hpp"

namespace pgmigrate::client {

// Whether anything is said; errors are shown whatever this is.
inline bool talk_is_on = true;

// Prints after what went to stdout so far, for both may be the same terminal.
template <typename... Arguments>
void say(fmt::format_string<Arguments...> format, Arguments &&...arguments) {
	if (!talk_is_on)
		return;
	flush_output();
	fmt::print(stderr, format, std::forward<Arguments>(arguments)...);
}

} // namespace pgmigrate::client
