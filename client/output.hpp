// Standard output, and why it could not be written.
#pragma once
#include <cerrno>
#include <cstdio>

namespace pgmigrate::client {

// Of the first time that it failed, which the stream itself forgets; 0 for never.
inline int output_error = 0;

inline void flush_output() {
	if (std::fflush(stdout) != 0 && output_error == 0)
		output_error = errno;
}

} // namespace pgmigrate::client
