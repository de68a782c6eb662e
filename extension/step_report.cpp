#include "extension/step_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "extension/enum_values.hpp"
#include "extension/failure.hpp"
#include "extension/hints.hpp"
#include "extension/lock_watch.hpp"
#include "extension/places.hpp"
#include "extension/statement_timeout.hpp"

namespace pgmigrate {

using core::Direction;
using pg::pg_call;
using pg::PgError;

namespace {

// The key of a variable that a script reads and nobody gave; empty for any other error. The message may be translated,
// the name in it is not.
std::string missing_variable(const ErrorData &error) {
	if (error.sqlerrcode != ERRCODE_UNDEFINED_OBJECT || error.message == nullptr)
		return {};
	std::string_view message = error.message;
	constexpr std::string_view kBefore = "\"var.";
	std::size_t begin = message.find(kBefore);
	if (begin == std::string_view::npos)
		return {};
	message.remove_prefix(begin + kBefore.size());
	return std::string(message.substr(0, message.find('"')));
}

// What a revision rests on, where that is one revision.
std::string only_parent(const core::Revision &revision) {
	return revision.revises.size() == 1 && revision.depends_on.empty() ? revision.revises.front()
																	   : std::string();
}

} // namespace

std::string step_line(const Prepared &prepared, std::size_t i) {
	const core::Step &step = prepared.steps[i].step;
	return fmt::format("{} {}", core::name(step.direction), core::describe(prepared.project.graph(), step));
}

void explain(const PgError &error, const Prepared &prepared, std::size_t at, const RunRequest &request,
	const ExecutionPlace &place, const Caller &caller, std::int64_t began, bool logged) {
	const PreparedStep &step = prepared.steps[at];
	ErrorData *data = error.data;
	FailedStep failed{step.step.direction, step.script.revision.id, place.tag,
		fmt::format("{}", fmt::join(prepared.project.rows, ", ")),
		at > 0 ? prepared.steps[at - 1].script.revision.id : std::string(), static_cast<int>(at),
		static_cast<int>(prepared.steps.size()), is_statement_timeout(*data) || is_lock_timeout(*data),
		request.target, origin_of_value(prepared.steps, at, data->message != nullptr ? data->message : ""),
		logged, step.section().transaction, is_without_schema(*data), only_parent(step.script.revision),
		place.ordinal > 0 ? std::string(place.text + place.offset, place.length) : std::string()};
	std::string hint, detail;
	if (data->sqlerrcode == ERRCODE_OUT_OF_MEMORY && data->hint != nullptr &&
		std::string_view(data->hint).find("max_locks_per_transaction") != std::string_view::npos) {
		int now = max_locks_per_xact;
		hint = lock_table_hint(failed, now);
		detail = lock_table_detail(failed);
	} else if (std::string variable = missing_variable(*data); !variable.empty()) {
		hint = fmt::format(
			"Give it with the run: variables => '{{\"{0}\": \"...\"}}'; or SET var.{0} before.", variable);
	} else if (data->hint == nullptr) {
		hint = hint_for(data->sqlerrcode, failed);
	} else if (data->sqlerrcode == ERRCODE_UNSAFE_NEW_ENUM_VALUE_USAGE) { // the server's tells what, not how
		hint = fmt::format("{} {}", data->hint, hint_for(data->sqlerrcode, failed));
	}
	const pg::HintArguments &arguments = pg::HintArguments::current();
	hint = core::with_arguments(hint, arguments.project, arguments.scope);
	pg_call([&] {
		MemoryContext here = MemoryContextSwitchTo(pg::ErrorHome::current());
		if (!hint.empty())
			data->hint = pstrdup(hint.c_str());
		if (!detail.empty())
			data->detail = pstrdup(detail.c_str());
		MemoryContextSwitchTo(here);
	});
	Failure failure;
	failure.scope = request.scope;
	failure.caller = caller;
	failure.direction = core::name(step.step.direction);
	failure.revision = step.script.revision.id;
	failure.checksum = step.script.section_checksum(step.step.direction);
	failure.name = step.script.name;
	failure.line = place.line;
	failure.column = place.column;
	failure.statement = place.ordinal;
	if (place.ordinal != 0) // or else it is of no statement
		failure.source_line = line_of(step.script.text, place.line);
	failure.sqlstate = unpack_sql_state(data->sqlerrcode);
	failure.message = data->message != nullptr ? data->message : "";
	failure.started_at = began;
	failure.duration = GetCurrentTimestamp() - began;
	failure.logged = logged;
	remember_failure(std::move(failure));
}

void say_nothing_to_do(const Scope &scope, const Prepared &prepared) {
	const std::vector<std::string> &rows = prepared.project.rows;
	std::string where = rows.empty() ? std::string("<base>") : fmt::format("{}", fmt::join(rows, ", "));
	std::string detail = fmt::format("Project \"{}\" is at {}.", scope.project, where);
	pg_call([&] { ereport(NOTICE, (errmsg("nothing to do"), errdetail("%s", detail.c_str()))); });
}

void warn_of_interrupted(const std::vector<ledger::Entry> &entries) {
	for (const ledger::Entry &entry : entries)
		if (entry.state == ledger::State::started)
			pg_call([&] {
				ereport(WARNING,
					(errmsg("statement %d of revision \"%s\" was interrupted and may have left something",
						 entry.statement, entry.revision.c_str()),
						errhint("The next call cleans up, or asks where it cannot know.")));
			});
}

void refresh_facts(const Scope &scope, const PreparedStep &step) {
	if (step.facts_are_new)
		store::update_facts(scope.project, step.script.revision.id,
			examine_section(step.script, Direction::upgrade),
			examine_section(step.script, Direction::downgrade));
}

} // namespace pgmigrate
