#include "extension/statements.hpp"

#include <cctype>
#include <cstring>

#include <fmt/format.h>

#include "core/text.hpp"
#include "extension/places.hpp"
#include "extension/settings_level.hpp"
#include "extension/top_level.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

using core::Direction;
using core::Script;
using pg::pg_call;
using pg::PgError;

constexpr int kMostStatementsSearched = 20;

const char *terminated(std::string_view text) {
	return pg_call([&] { return pnstrdup(text.data(), text.size()); });
}

// The trees of a text, or nullptr if it does not parse.
List *try_parse(std::string_view text, bool &parses) {
	try {
		const char *copy = terminated(text);
		List *trees = pg_call([&] { return pg_parse_query(copy); });
		parses = true;
		return trees;
	} catch (const PgError &error) { // the parser holds nothing that an abort would have to release
		if (error.data->sqlerrcode != ERRCODE_SYNTAX_ERROR)
			throw;
		parses = false;
		return NIL;
	}
}

// COMMIT and ROLLBACK PREPARED are about somebody else's transaction.
bool controls_transaction(Node *statement) {
	if (!IsA(statement, TransactionStmt))
		return false;
	TransactionStmtKind kind = castNode(TransactionStmt, statement)->kind;
	return kind != TRANS_STMT_COMMIT_PREPARED && kind != TRANS_STMT_ROLLBACK_PREPARED;
}

bool is_client_copy(Node *statement) {
	return IsA(statement, CopyStmt) && castNode(CopyStmt, statement)->filename == nullptr;
}

[[noreturn]] void refuse_client_copy(const Script &script, Direction direction, std::size_t offset) {
	throw core::Error(core::condition::malformed_script,
		fmt::format("COPY from or to the client cannot stand in {}",
			script.revision.id.empty() ? "SQL text that the server reads" : "a migration file"),
		"A script runs inside the server, where there is no client to send the data or to take it.",
		"Write the rows as INSERT ... VALUES, or COPY from a file of the server.")
		.at(location_in(script, direction, offset));
}

// The statement that a syntax error at `at` belongs to: where it begins, looking back over semicolons until what stands
// before one parses. `last` becomes the statement before it.
std::size_t begin_of_broken_statement(std::string_view text, std::size_t at, RawStmt *&last) {
	last = nullptr;
	std::size_t semicolon = at;
	for (int tries = 0; tries < kMostStatementsSearched && semicolon > 0; tries++) {
		semicolon = text.rfind(';', semicolon - 1);
		if (semicolon == std::string_view::npos)
			break;
		bool parses = false;
		List *trees = try_parse(text.substr(0, semicolon + 1), parses);
		if (!parses)
			continue;
		if (trees == NIL)
			return 0;
		RawStmt *raw = llast_node(RawStmt, trees);
		if (raw->stmt_len == 0)
			continue; // this semicolon stands in a comment
		last = raw;
		return static_cast<std::size_t>(raw->stmt_location) + raw->stmt_len + 1;
	}
	return 0;
}

// Where a statement begins. Before 18 the location is where the last one ended: blanks and comments come first.
std::size_t begin_of(const RawStmt &raw, std::string_view text) {
	auto begin = static_cast<std::size_t>(raw.stmt_location);
	std::size_t skipped = core::text::first_sql(text.substr(begin));
	return skipped == std::string_view::npos ? begin : begin + skipped;
}

// Adds to a syntax error what a reader needs: the statement alone as internal query, the place in the file.
[[noreturn]] void explain_syntax_error(
	const Script &script, Direction direction, const char *text, const PgError &error) {
	ErrorData *data = error.data;
	if (data->cursorpos <= 0)
		throw error;
	std::string_view whole(text);
	std::size_t at = byte_of_character(text, data->cursorpos - 1);
	RawStmt *before = nullptr;
	std::size_t begin = begin_of_broken_statement(whole, at, before);
	if (before != nullptr && is_client_copy(before->stmt))
		refuse_client_copy(script, direction, begin_of(*before, whole));
	if (at < whole.size() && whole[at] == '\\') {
		throw core::Error(core::condition::malformed_script,
			fmt::format("a psql command cannot stand in {}",
				script.revision.id.empty() ? "SQL text that the server reads" : "a migration file"),
			fmt::format("Line {} holds \"{}\".", location_in(script, direction, at).line,
				whole.substr(at, std::min(whole.find_first_of("\r\n", at), whole.size()) - at)),
			"Scripts are SQL for the server; write what the command does as SQL, or leave it out.")
			.at(location_in(script, direction, at));
	}
	for (;;) { // blanks, comments and empty statements before it
		std::size_t skipped = core::text::first_sql(whole.substr(begin));
		if (skipped == std::string_view::npos || begin + skipped > at)
			break;
		begin += skipped;
		if (whole[begin] != ';' || begin == at)
			break;
		begin++;
	}
	std::size_t end = std::min(whole.find(';', at), whole.size());
	end = std::max(begin, whole.substr(0, end).find_last_not_of(" \t\r\n") + 1);
	at = std::min(at, end); // where the text ends too early, the place is its end
	core::Location where = location_in(script, direction, at);
	std::string context = fmt::format("{}, {}",
		script.revision.id.empty()
			? "SQL text"
			: fmt::format("revision \"{}\", {}", script.revision.id, core::name(direction)),
		where_text(where));
	pg_call([&] {
		MemoryContext caller = MemoryContextSwitchTo(pg::ErrorHome::current());
		data->internalpos = pg_mbstrlen_with_len(text + begin, static_cast<int>(at - begin)) + 1;
		data->internalquery = pnstrdup(text + begin, end - begin);
		data->cursorpos = 0;
		data->context = pstrdup(context.c_str());
		MemoryContextSwitchTo(caller);
	});
	throw error;
}

} // namespace

std::vector<Statement> parse_section(const Script &script, Direction direction) {
	const char *text = terminated(script.sql(direction));
	List *trees = NIL;
	try {
		trees = pg_call([&] { return pg_parse_query(text); });
	} catch (const PgError &error) {
		explain_syntax_error(script, direction, text, error);
	}
	std::string_view whole(text);
	std::vector<Statement> statements;
	statements.reserve(list_length(trees));
	for (int i = 0; i < list_length(trees); i++) {
		auto *raw = static_cast<RawStmt *>(list_nth(trees, i));
		std::size_t end =
			raw->stmt_len > 0 ? static_cast<std::size_t>(raw->stmt_location) + raw->stmt_len : whole.size();
		std::size_t begin = begin_of(*raw, whole);
		if (is_client_copy(raw->stmt))
			refuse_client_copy(script, direction, begin);
		struct Kind {
			const char *tag, *top_level;
		} kind = pg_call([&] {
			return Kind{GetCommandTagName(CreateCommandTag(raw->stmt)), must_be_top_level(raw->stmt)};
		});
		statements.push_back({raw, begin, end - begin, kind.tag, kind.top_level});
	}
	return statements;
}

SectionFacts examine_section(const Script &script, Direction direction) {
	SectionFacts facts;
	const core::Section &section = script.section(direction);
	if (!section.present)
		return facts;
	if (!section.transaction)
		facts.top_level = 0;
	SettingsLevel settings;
	set_for_a_while("standard_conforming_strings", "on"); // as when it is run
	std::vector<Statement> statements = parse_section(script, direction);
	settings.leave();
	facts.statements = static_cast<int>(statements.size());
	for (std::size_t i = 0; i < statements.size(); i++) {
		if (statements[i].not_in_transaction != nullptr && facts.top_level.value_or(0) == 0)
			facts.top_level = static_cast<int>(i) + 1;
		if (!IsA(statements[i].raw->stmt, AlterEnumStmt))
			continue;
		auto *alter = castNode(AlterEnumStmt, statements[i].raw->stmt);
		if (alter->oldVal == nullptr) // else it renames
			facts.enum_values.emplace_back(alter->newVal);
	}
	return facts;
}

std::string stepwise_call(Direction direction, const std::string &target) {
	return fmt::format(
		"CALL pgmigrate.{}_stepwise({}\x02)", core::name(direction), core::text::sql_literal(target));
}

void check_transactional(const Script &script, Direction direction, const std::string &call) {
	const std::string &id = script.revision.id;
	const core::Section &section = script.section(direction);
	std::string message =
		fmt::format("{} of revision \"{}\" cannot run in a transaction", core::name(direction), id);
	std::vector<Statement> statements = parse_section(script, direction);
	for (std::size_t i = 0; i < statements.size(); i++) {
		const Statement &s = statements[i];
		if (s.not_in_transaction == nullptr)
			continue;
		core::Location where = location_in(script, direction, s.offset);
		if (controls_transaction(s.raw->stmt)) {
			bool commit_point =
				section.transaction && castNode(TransactionStmt, s.raw->stmt)->kind == TRANS_STMT_COMMIT;
			throw core::Error("25001", message,
				fmt::format("Statement {}, at {}, is {}: transaction control.", i + 1, where_text(where),
					s.not_in_transaction),
				commit_point || !section.transaction
					? fmt::format(
						  "The whole run is one transaction. {}; gives each step its own, and this step the ones it asks for.",
						  call)
					: "Take it out of the script: the whole run is one transaction already.")
				.at(where);
		}
		throw core::Error("25001", message,
			fmt::format("Statement {}, at {}, is {}, which the server runs only outside a transaction.",
				i + 1, where_text(where), s.not_in_transaction),
			section.transaction
				? fmt::format(
					  "Mark its section \"transaction:false\" and upload the file again; then {};", call)
				: fmt::format("{}; runs it outside of a transaction.", call))
			.at(where);
	}
	if (section.present && !section.transaction) {
		core::Location where{script.name, id, section.line, 0};
		throw core::Error("25001", message,
			fmt::format("Its section, at {}, is marked transaction:false.", where_text(where)),
			fmt::format("{}; runs it statement by statement.", call))
			.at(where);
	}
}

core::Location location_in(const Script &script, Direction direction, std::size_t offset) {
	LinePosition position = line_position(script.sql(direction), offset);
	return {script.name, script.revision.id, script.section(direction).line + position.line, position.column};
}

} // namespace pgmigrate
