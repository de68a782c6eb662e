// status: the directory against the server, for people and for pipelines.
#include "client/commands.hpp"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "client/comparison.hpp"
#include "client/head_file.hpp"
#include "client/hint.hpp"
#include "client/machine_report.hpp"
#include "client/run_report.hpp"
#include "client/table.hpp"
#include "client/talk.hpp"
#include "client/time_words.hpp"

namespace pgmigrate::client {

namespace {

constexpr const char *kSuite = "pgmigrate status";

Row row_of(const ComparedRevision &revision) {
	Row row{{"revision", revision.revision}, {"state", state_key(revision.state)}};
	for (const auto &[key, value] :
		{std::pair{"message", &revision.message}, {"path", &revision.path}, {"note", &revision.note},
			{"applied_at", &revision.applied_at}, {"applied_by", &revision.applied_by}})
		if (!value->empty())
			row[key] = *value;
	return row;
}

// How many statements that were run by hand are neither adopted nor dismissed; nothing where nobody watches, or the
// caller may not know.
std::optional<long> open_drift(Session &session, const Comparison &comparison) {
	if (!comparison.tells_drift)
		return std::nullopt;
	const Result open = session.query("SELECT w.open_drift FROM pgmigrate.watch_status() w", {});
	return std::stol(std::string(open.text(0, 0)));
}

void print_object(const std::vector<ComparedRevision> &compared, std::optional<long> drift) {
	Row out{{"up_to_date", is_up_to_date(compared)}, {"verdict", verdict(compared)}, {"rows", Row::array()}};
	if (drift)
		out["open_drift"] = *drift;
	for (const ComparedRevision &revision : compared)
		out["rows"].push_back(row_of(revision));
	print_json_line(out);
}

void print_table(const std::vector<ComparedRevision> &compared) {
	Table table(
		{{.title = "state", .colour = colour_of_state}, {"revision"}, {.title = "message", .gives_way = true},
			{.title = "when", .spare = 1}, {.title = "note", .gives_way = true}});
	for (const ComparedRevision &revision : compared)
		table.add({std::string(state_text(revision.state)), revision.revision, revision.message,
			when_words(revision.applied_at), revision.note});
	if (!compared.empty())
		table.print();
	fmt::print("{}\n", verdict(compared));
}

void say_drift(long count) {
	if (count > 0)
		say("{} statement{} of drift {} open; \"pgmigrate drift\" shows {}\n", count, count == 1 ? "" : "s",
			count == 1 ? "is" : "are", count == 1 ? "it" : "them");
}

// What to do about a revision that is not applied as it is here.
std::string advice(const ComparedRevision &revision, const std::vector<ComparedRevision> &all) {
	const auto is_alone_in_file = [&] {
		return std::ranges::count(all, revision.path, &ComparedRevision::path) == 1;
	};
	switch (revision.state) {
	case RevisionState::applied:
		return {};
	case RevisionState::pending:
	case RevisionState::unknown:
		return "\"pgmigrate upgrade\" applies it.";
	case RevisionState::changed:
		return fmt::format(
			"Restore {} with \"pgmigrate export {}{}\", or make a new revision; \"pgmigrate amend {}\" where the "
			"change has no effect.",
			is_alone_in_file() ? "the file" : "its part of the file", shell_word(revision.revision),
			is_alone_in_file() ? fmt::format(" -o {} --force", shell_word(revision.path)) : "",
			is_alone_in_file() ? shell_word(revision.path) : "FILE");
	case RevisionState::missing:
		break;
	}
	return fmt::format("Get the file from version control, or with \"pgmigrate export {}\"{}.",
		shell_word(revision.revision),
		revision.note == "not applied" ? "; \"pgmigrate upload --prune\" removes it from the server" : "");
}

Finding finding_of(const ComparedRevision &revision, const std::vector<ComparedRevision> &all) {
	Finding finding{.name = revision.revision, .file = revision.path};
	if (revision.state == RevisionState::applied)
		return finding;
	const bool is_wrong = revision.state == RevisionState::changed ||
						  (revision.state == RevisionState::missing && revision.note.empty());
	finding.severity = is_wrong ? Severity::error : Severity::warning;
	finding.line = revision.path.empty() ? 0 : revision.line;
	finding.message = fmt::format("revision \"{}\" is {}{}", revision.revision, state_text(revision.state),
		revision.note.empty() ? "" : ", " + revision.note);
	finding.hint = advice(revision, all);
	return finding;
}

// What is pending needs none: the table says all of it.
void say_advice(const Options &options, const std::vector<Finding> &findings) {
	for (const Finding &finding : findings)
		if (finding.severity == Severity::error || finding.file.empty())
			say("{}: {}\n", finding.name, with_commands(finding.hint, given_scope(options)));
}

ExitCode look(const Options &options) {
	const Workspace workspace = Workspace::open(options);
	workspace.check_has_directory();
	check_no_conflict(workspace.config);
	Session session(options, workspace, {.functions = kComparisonFunctions});
	const Comparison comparison = compare(session, workspace);
	const std::vector<ComparedRevision> &compared = comparison.revisions;
	const std::optional<long> drift = open_drift(session, comparison);
	std::vector<Finding> findings;
	for (const ComparedRevision &revision : compared)
		findings.push_back(finding_of(revision, compared));
	switch (options.json ? Format::json : options.format) {
	case Format::text:
		print_table(compared);
		say_advice(options, findings);
		say_drift(drift.value_or(0));
		break;
	case Format::json:
		print_object(compared, drift);
		break;
	case Format::github:
	case Format::junit:
		print_findings(options.format, kSuite, findings);
		break;
	}
	return is_up_to_date(compared) ? ExitCode::done : ExitCode::not_up_to_date;
}

} // namespace

ExitCode status(const Options &options) {
	return with_failure_in_report(options, kSuite, look);
}

} // namespace pgmigrate::client
