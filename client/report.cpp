#include "client/report.hpp"

#include <algorithm>
#include <cstdio>

#include <fmt/format.h>

#include "client/failure.hpp"
#include "client/interrupt.hpp"
#include "client/session.hpp"
#include "core/error.hpp"

namespace pgmigrate::client {

namespace {

// One labelled part of a message; nothing if it is empty.
void show(std::string_view label, std::string_view text) {
	if (!text.empty())
		fmt::print(stderr, "{}:  {}\n", label, text);
}

void show_place(std::string_view where) {
	if (!where.empty())
		fmt::print(stderr, "{}: ", where);
}

ExitCode cancelled() {
	return static_cast<ExitCode>(128 + received_signal());
}

// Whether the error lies in what a statement of the script called, and not in the statement itself.
bool is_inside_a_function(const RunError &failure) {
	return failure.step.column == 0 && !failure.error.internal_query.empty();
}

ExitCode report_run(const RunError &failure) {
	const FailedStep &step = failure.step;
	const ServerError &error = failure.error;
	core::Location where{.file = step.file, .revision = step.revision, .line = step.line, .column = step.column};
	show_place(where.text());
	show(error.severity, error.message);
	if (!step.source_line.empty())
		fmt::print(stderr, "{}", excerpt(step.line, step.source_line, step.column));
	show("DETAIL", error.detail);
	show("HINT", error.hint);
	if (is_inside_a_function(failure))
		show("QUERY", error.internal_query);
	show("CONTEXT", error.context);
	fmt::print(stderr, "{} of \"{}\" failed; all that this run did is undone\n", step.direction, step.revision);
	return received_signal() != 0 ? cancelled() : ExitCode::rolled_back;
}

ExitCode report_server(const ServerError &error) {
	fmt::print(stderr, "{}", error.as_psql_shows);
	return received_signal() != 0 && error.sqlstate == "57014" ? cancelled() : ExitCode::refused;
}

ExitCode report_core(const core::Error &error) {
	show_place(error.where.text());
	show("ERROR", error.message);
	show("DETAIL", error.detail);
	show("HINT", error.hint);
	return ExitCode::refused;
}

ExitCode report_failure(const Failure &failure) {
	show_place(failure.where);
	show("ERROR", failure.message);
	show("DETAIL", failure.detail);
	show("HINT", failure.hint);
	return failure.code;
}

} // namespace

ExitCode report(const std::exception_ptr &error) {
	std::fflush(stdout);
	try {
		std::rethrow_exception(error);
	} catch (const RunError &failure) {
		return report_run(failure);
	} catch (const ServerError &failure) {
		return report_server(failure);
	} catch (const core::Error &failure) {
		return report_core(failure);
	} catch (const Failure &failure) {
		return report_failure(failure);
	} catch (const Cancelled &) {
		fmt::print(stderr, "cancelled before anything ran\n");
		return cancelled();
	} catch (const std::exception &failure) {
		show("ERROR", failure.what());
		return ExitCode::refused;
	}
}

} // namespace pgmigrate::client
