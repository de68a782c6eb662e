#include "extension/step_ledger.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/text.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

using core::Direction;
using ledger::Entry;
using ledger::State;
using pg::pg_call;

namespace {

[[noreturn]] void ask(
	const core::Script &script, Direction direction, const Entry &e, const Statement &statement) {
	const std::string &id = script.revision.id;
	std::string began = pg_call([&] { return timestamptz_to_str(e.started_at); });
	std::string call =
		fmt::format("SELECT pgmigrate.resolve({}, {}, ", core::text::sql_literal(id), e.statement);
	throw core::Error(core::condition::unresolved_statement,
		fmt::format("it is not known what statement {} of revision \"{}\" did", e.statement, id),
		e.state == State::partly
			? fmt::format(
				  "It is {}, it began at {}, committed a part of its work, and did not come to its end.",
				  statement.tag, began)
			: fmt::format(
				  "It is {}, which no transaction covers; it began at {} and did not come to its end.",
				  statement.tag, began),
		fmt::format(
			"Look whether its work is done. If it is, or once you have completed it: {0}'done'\x02). If it is "
			"to be run again: {0}'run'\x02). Then call again.",
			call))
		.at(location_in(script, direction, statement.offset));
}

} // namespace

void StepLedger::take(const std::vector<Entry> &entries, const std::string &revision) {
	entries_.clear();
	for (const Entry &e : entries)
		if (e.revision == revision)
			entries_.emplace(e.statement, e);
}

const Entry *StepLedger::entry(std::size_t statement) const {
	auto found = entries_.find(static_cast<int>(statement) + 1);
	return found == entries_.end() ? nullptr : &found->second;
}

bool StepLedger::is_done(std::size_t statement) const {
	const Entry *e = entry(statement);
	return e != nullptr && ledger::is_done(e->state);
}

bool StepLedger::is_done(const Unit &unit) const {
	for (std::size_t i = unit.first; i < unit.last; i++)
		if (!is_done(i))
			return false;
	return true;
}

int StepLedger::done() const {
	return static_cast<int>(std::count_if(
		entries_.begin(), entries_.end(), [](const auto &e) { return ledger::is_done(e.second.state); }));
}

void StepLedger::check(
	const core::Script &script, Direction direction, const std::vector<Statement> &statements) const {
	std::string_view text = script.sql(direction);
	for (const auto &[ordinal, e] : entries_) {
		auto index = static_cast<std::size_t>(ordinal) - 1;
		if (e.state != State::started &&
			(index >= statements.size() || ledger::checksum_of(text.substr(statements[index].offset,
											   statements[index].length)) != e.checksum))
			throw core::Error(core::condition::half_applied,
				fmt::format("statement {} of revision \"{}\" is not the one that was run", ordinal,
					script.revision.id),
				fmt::format("What was run: {}", e.text.substr(0, 200)),
				"Upload the file with that statement as it was.");
		if (index >= statements.size())
			continue;
		if (e.state == State::partly ||
			(e.state == State::started && coverage_of(statements[index].raw->stmt) == Coverage::none))
			ask(script, direction, e, statements[index]);
	}
}

bool StepLedger::is_made_again(const core::Script &script, Direction direction,
	const std::vector<Statement> &statements, std::size_t statement, SessionState &session) const {
	Remake remake = session.decide(statements[statement], script.sql(direction));
	const Entry *e = entry(statement);
	if (remake == Remake::no || (e != nullptr && e->state == State::over))
		return false;
	if (remake == Remake::unfaithful && (e == nullptr || e->state == State::done))
		ask_about_session_state(script, direction, statement, statements[statement]);
	return true;
}

} // namespace pgmigrate
