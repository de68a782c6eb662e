// Standard output, and why it could not be written.
#pragma once
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>
#include <utility>

#include <fmt/format.h>

namespace pgmigrate::client {

// Of the first time that it failed, which the stream itself forgets; 0 for never.
inline int output_error = 0;
// Whether an error was shown for that.
inline bool output_error_is_told = false;

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

// Whether a print to standard output threw that; keeps why.
bool is_of_output(const std::system_error &failure);

// Does what prints, and goes on where standard output cannot be written, which is told at the end.
template <typename Act>
void even_if_unread(Act act) {
	try {
		act();
	} catch (const std::system_error &failure) {
		if (!is_of_output(failure))
			throw;
	}
}

// Throws refused if anything that was printed could not be written, for what follows rests on its being read. The
// detail says what was done so far.
void check_output_was_written(const std::string &detail);

// "could not write to standard output: No space left on device"
std::string output_error_message();

} // namespace pgmigrate::client
