#include "client/run_report.hpp"

#include <exception>
#include <vector>

#include <fmt/format.h>

#include "client/report.hpp"
#include "client/talk.hpp"
#include "client/wrong.hpp"

namespace pgmigrate::client {

Finding finding_of(const std::exception_ptr &error, const Options &options) {
	const Wrong wrong = what_went_wrong(error, given_scope(options));
	return {.severity = Severity::error,
		.name = wrong.where.revision.empty()
					? "run"
					: fmt::format(
						  "{} of {}", wrong.failed.empty() ? "script" : wrong.failed, wrong.where.revision),
		.file = wrong.where.file,
		.line = wrong.where.line,
		.message = wrong.message,
		.detail = wrong.detail,
		.hint = wrong.hint};
}

ExitCode with_report(
	const Options &options, const std::string &suite, const std::function<ExitCode(const Options &)> &run) {
	if (options.format != Format::github && options.format != Format::junit)
		return run(options);
	std::vector<Finding> findings;
	Options reporting = options;
	reporting.take_step = [&](std::string_view line) {
		findings.push_back({.name = std::string(line), .file = ""});
		say("{}\n", line);
	};
	ExitCode code = ExitCode::done;
	try {
		code = run(reporting);
	} catch (...) {
		findings.push_back(finding_of(std::current_exception(), options));
		code = report(std::current_exception(), options);
	}
	print_findings(options.format, suite, findings);
	return code;
}

ExitCode with_failure_in_report(
	const Options &options, const std::string &suite, ExitCode (*look)(const Options &)) {
	try {
		return look(options);
	} catch (...) {
		print_findings(options.format, suite, {finding_of(std::current_exception(), options)});
		throw;
	}
}

} // namespace pgmigrate::client
