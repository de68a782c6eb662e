#include "client/report.hpp"

#include <cstdio>
#include <system_error>

#include <fmt/format.h>

#include "client/output.hpp"
#include "client/colour.hpp"
#include "client/failure.hpp"
#include "client/hint.hpp"
#include "client/interrupt.hpp"
#include "client/script_error.hpp"
#include "client/wrong.hpp"
#include "core/error.hpp"

namespace pgmigrate::client {

namespace {

// One labelled part of a message; nothing if it is empty.
void show(std::string_view label, std::string_view text, Colour colour = Colour::none) {
	if (!text.empty())
		print_to_stderr("{}  {}\n", Paint::on_stderr()(colour, fmt::format("{}:", label)), text);
}

void show_place(std::string_view where) {
	if (!where.empty())
		print_to_stderr("{}: ", where);
}

ExitCode cancelled() {
	return static_cast<ExitCode>(128 + received_signal());
}

// Whether the server points into what a statement of the script called, and not into the statement itself.
bool points_elsewhere(const ScriptError &failure) {
	return failure.where.column == 0 && !failure.error.internal_query.empty();
}

ExitCode report_script(const ScriptError &failure, const GivenScope &given) {
	const ServerError &error = failure.error;
	show_place(failure.where.text());
	show(error.severity, error.message, colour_of_severity(error.plain_severity));
	const bool has_caret = failure.where.column > 0;
	if (!failure.source_line.empty() && (has_caret || !failure.failed.empty()))
		print_to_stderr("{}", excerpt(failure.where.line, failure.source_line, failure.where.column));
	show("DETAIL", error.detail);
	show("HINT", hint_of(failure, given));
	if (points_elsewhere(failure))
		show("QUERY", error.internal_query);
	show("CONTEXT", error.context);
	if (failure.failed.empty())
		return ExitCode::refused;
	print_to_stderr("{} of \"{}\" failed; {}\n", failure.failed, failure.where.revision,
		failure.steps_stand ? "what was done before stands, and the same command goes on from there"
							: "all that this run did is undone");
	if (received_signal() != 0)
		return cancelled();
	return failure.steps_stand ? ExitCode::part_way : ExitCode::rolled_back;
}

ExitCode report_server(const ServerError &error, const GivenScope &given) {
	std::string shown = error.as_psql_shows;
	if (const std::size_t at = error.hint.empty() ? shown.npos : shown.rfind(error.hint); at != shown.npos)
		shown.replace(at, error.hint.size(), with_commands(error.hint, given));
	print_to_stderr("{}",
		Paint::on_stderr().label(colour_of_severity(error.plain_severity), error.severity + ":", shown));
	return received_signal() != 0 && error.sqlstate == "57014" ? cancelled() : ExitCode::refused;
}

ExitCode report_core(const core::Error &error, const GivenScope &given) {
	show_place(error.where.text());
	show("ERROR", error.message, Colour::error);
	show("DETAIL", error.detail);
	show("HINT", with_commands(error.hint, given));
	return ExitCode::refused;
}

ExitCode report_failure(const Failure &failure, const GivenScope &given) {
	show_place(failure.where);
	show("ERROR", failure.message, Colour::error);
	show("DETAIL", failure.detail);
	show("HINT", with_switches(failure.hint, given));
	return failure.code;
}

// Shows it as text.
ExitCode show_error(const std::exception_ptr &error, const GivenScope &given) {
	try {
		std::rethrow_exception(error);
	} catch (const ScriptError &failure) {
		return report_script(failure, given);
	} catch (const ServerError &failure) {
		return report_server(failure, given);
	} catch (const core::Error &failure) {
		return report_core(failure, given);
	} catch (const Failure &failure) {
		return report_failure(failure, given);
	} catch (const Cancelled &) {
		print_to_stderr("cancelled\n");
		return cancelled();
	} catch (const std::system_error &failure) {
		if (is_of_output(failure)) // which is told at the end
			return ExitCode::unreported;
		show("ERROR", failure.what(), Colour::error);
		return ExitCode::refused;
	} catch (const std::exception &failure) {
		show("ERROR", failure.what(), Colour::error);
		return ExitCode::refused;
	}
}

} // namespace

ExitCode report(const std::exception_ptr &error, const Options &options) {
	flush_output();
	const GivenScope given = given_scope(options);
	const ExitCode code = show_error(error, given);
	if (options.json && std::ferror(stdout) == 0)
		print_json_line(error_object(what_went_wrong(error, given), static_cast<int>(code)));
	return code;
}

} // namespace pgmigrate::client
