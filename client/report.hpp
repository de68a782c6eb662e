// Shows what went wrong, on stderr and with --json as an object, too, and tells the exit code.
#pragma once
#include <exception>
#include <string>
#include <string_view>

#include "client/exit_codes.hpp"
#include "client/options.hpp"

namespace pgmigrate::client {

// Shows an exception as psql would show the server's errors: place, severity, LINE with a caret, DETAIL,
// HINT, CONTEXT. What was given on the command line goes into the commands that hints name.
ExitCode report(const std::exception_ptr &error, const Options &options);

// "LINE 14: ALTER TABLE ...\n" and "                    ^\n": a line of a file with a caret below the
// character at `column`, which counts from 1; without a caret where it is 0. Long lines are cut round the
// caret.
std::string excerpt(int line, std::string_view text, int column);

} // namespace pgmigrate::client
