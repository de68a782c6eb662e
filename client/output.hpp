// Standard output, and why it could not be written.
#pragma once
#include <cerrno>
#include <cstdio>
#include <utility>

#include <fmt/format.h>

namespace pgmigrate::client {

// Of the first time that it failed, which the stream itself forgets; 0 for never.
inline int output_error = 0;

inline void flush_output() {
	if (std::fflush(stdout) != 0 && output_error == 0)
		output_error = errno;
}

// To standard error. What cannot be written there has no other place to be told.
template <typename... Arguments>
void print_to_stderr(fmt::format_string<Arguments...> format, Arguments &&...arguments) {
	const std::string text = fmt::format(format, std::forward<Arguments>(arguments)...);
	std::fwrite(text.data(), 1, text.size(), stderr);
}

} // namespace pgmigrate::client
