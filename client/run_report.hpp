// What a run did, in the forms that machines read.
#pragma once
#include <exception>
#include <functional>
#include <string>

#include "client/exit_codes.hpp"
#include "client/machine_report.hpp"
#include "client/options.hpp"

namespace pgmigrate::client {

// What went wrong, as a report has it.
Finding finding_of(const std::exception_ptr &error, const Options &options);

// Runs, and with --format github or junit prints the report of its steps, and of what went wrong. The run is given the
// options to work with.
ExitCode with_report(
	const Options &options, const std::string &suite, const std::function<ExitCode(const Options &)> &run);

// Looks and prints a report, or with --format github or junit the report that it could not; throws what it throws.
ExitCode with_failure_in_report(
	const Options &options, const std::string &suite, ExitCode (*look)(const Options &));

} // namespace pgmigrate::client
