#include "client/run_report.hpp"

#include <exception>
#include <vector>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/machine_report.hpp"
#include "client/report.hpp"
#include "client/script_error.hpp"
#include "client/talk.hpp"

namespace pgmigrate::client {

namespace {

// The current exception.
Finding finding_of(const GivenScope &given) {
	Finding finding{.severity = Severity::error, .name = "run", .file = "", .line = 0};
	const auto take = [&](const core::Location &where, std::string message, std::string detail,
						  const std::string &hint) {
		finding.file = where.file;
		finding.line = where.line;
		finding.message = std::move(message);
		finding.detail = std::move(detail);
		finding.hint = with_commands(hint, given);
	};
	try {
		throw;
	} catch (const ScriptError &failed) {
		take(failed.where, failed.error.message, failed.error.detail, failed.error.hint);
		if (!failed.where.revision.empty())
			finding.name = fmt::format(
				"{} of {}", failed.failed.empty() ? "script" : failed.failed, failed.where.revision);
	} catch (const ServerError &error) {
		take({}, error.message, error.detail, error.hint);
	} catch (const core::Error &error) {
		take(error.where, error.message, error.detail, error.hint);
	} catch (const Failure &failure) {
		finding.message = failure.message;
		finding.detail = failure.detail;
		finding.hint = with_switches(failure.hint, given);
	} catch (const std::exception &error) {
		finding.message = error.what();
	}
	return finding;
}

} // namespace

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
		const GivenScope given{options.project, options.target_schema, options.section};
		findings.push_back(finding_of(given));
		code = report(std::current_exception(), given);
	}
	if (options.format == Format::github)
		print_annotations(findings);
	else
		print_junit(suite, findings);
	return code;
}

} // namespace pgmigrate::client
