// check: what is wrong with a directory, for a hook before each commit.
#include "client/commands.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "client/directory_check.hpp"
#include "client/failure.hpp"
#include "client/hint.hpp"
#include "client/render.hpp"
#include "client/run_report.hpp"
#include "client/talk.hpp"
#include "client/workspace.hpp"

namespace pgmigrate::client {

namespace {

constexpr const char *kSuite = "pgmigrate check";

const char *severity_text(const Finding &finding) {
	return finding.severity == Severity::error ? "ERROR" : "WARNING";
}

void print_text(const Finding &finding) {
	if (!finding.file.empty())
		fmt::print("{}:{}: ", finding.file, std::max(finding.line, 1));
	const std::string severity = severity_text(finding);
	fmt::print("{}  {}\n", Paint::on_stdout()(colour_of_severity(severity), severity + ":"), finding.message);
	if (!finding.detail.empty())
		fmt::print("DETAIL:  {}\n", finding.detail);
	if (!finding.hint.empty())
		fmt::print("HINT:  {}\n", finding.hint);
}

Row row_of(const Finding &finding) {
	Row row{{"file", finding.file}, {"line", finding.line}, {"check", finding.name},
		{"severity", finding.severity == Severity::error ? "error" : "warning"},
		{"message", finding.message}};
	if (!finding.detail.empty())
		row["detail"] = finding.detail;
	if (!finding.hint.empty())
		row["hint"] = finding.hint;
	return row;
}

void print(const Options &options, std::vector<Finding> findings) {
	const Format format = options.json ? Format::json : options.format;
	if (format == Format::junit)
		for (Finding &finding : findings)
			finding.name = fmt::format("{}: {}", finding.file, finding.name);
	if (format == Format::junit || format == Format::github)
		return print_findings(format, kSuite, findings);
	std::erase_if(findings, [](const Finding &finding) { return finding.severity == Severity::good; });
	if (format == Format::json) {
		std::vector<Row> rows;
		std::ranges::transform(findings, std::back_inserter(rows), row_of);
		return print_json(rows);
	}
	std::ranges::for_each(findings, print_text);
}

ExitCode look(const Options &options) {
	if (!options.files)
		throw Failure(ExitCode::usage, "it is not said what to check", {},
			"\"pgmigrate check --files\" checks the migration files without a database; \"pgmigrate status\" "
			"compares them with one.");
	const Config config = find_config(options);
	check_has_directory(config);
	CheckedDirectory checked = check_directory(config, options.file_names);
	for (Finding &finding : checked.findings)
		finding.hint = with_commands(finding.hint, given_scope(options));
	const auto count = [&](Severity severity) {
		return std::ranges::count(checked.findings, severity, &Finding::severity);
	};
	const auto errors = count(Severity::error), warnings = count(Severity::warning);
	print(options, checked.findings);
	say("{} file{}: {} error{}, {} warning{}\n", checked.files, checked.files == 1 ? "" : "s", errors,
		errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
	if (errors > 0)
		return ExitCode::refused;
	return warnings > 0 ? ExitCode::not_up_to_date : ExitCode::done;
}

} // namespace

ExitCode check(const Options &options) {
	return with_failure_in_report(options, kSuite, look);
}

} // namespace pgmigrate::client
