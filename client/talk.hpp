// What is said to people: on stderr, so that stdout holds data alone.
#pragma once
#include <cstdio>
#include <set>
#include <string>
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
	print_to_stderr(format, std::forward<Arguments>(arguments)...);
}

// What several steps of one command find is said by the first.
inline void say_once(const std::string &line) {
	static std::set<std::string> said;
	if (said.insert(line).second)
		say("{}\n", line);
}

} // namespace pgmigrate::client
