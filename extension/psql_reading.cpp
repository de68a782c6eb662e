#include "extension/psql_reading.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "core/psql_text.hpp"
#include "core/text.hpp"
#include "extension/places.hpp"
#include "extension/settings_level.hpp"
#include "extension/tokens.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

using core::Direction;
using core::Script;
using pg::pg_call;

constexpr const char *kStrings = "standard_conforming_strings";
constexpr const char *kEncoding = "client_encoding";

// Whether the client encoding of that name is the one in which psql sends the script.
bool is_encoding_of_script(std::string_view name) {
	return name.size() < NAMEDATALEN && pg_call([&] {
		return pg_char_to_encoding(pnstrdup(name.data(), name.size())) == encoding_of_script();
	});
}

// A character of a psql variable's name.
bool in_variable(char c) {
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		   static_cast<unsigned char>(c) >= 0x80;
}

std::size_t end_of_word(std::string_view text, std::size_t at) {
	while (at < text.size() && in_variable(text[at]))
		at++;
	return at;
}

// The name in what psql takes for a variable, ":name", ":'name'" or ":\"name\"", behind a colon; empty if it takes it
// for none.
std::string_view variable_after(std::string_view text, std::size_t colon) {
	std::size_t begin = colon + 1;
	const char quote =
		begin < text.size() && (text[begin] == '\'' || text[begin] == '"') ? text[begin] : '\0';
	if (quote != '\0')
		begin++;
	std::size_t end = end_of_word(text, begin);
	if (quote != '\0' && (end == text.size() || text[end] != quote))
		return {};
	return text.substr(begin, end - begin);
}

// Whether psql gives the variable a value by itself, now or in some version: all of them are in capitals.
bool is_set_by_psql(std::string_view name) {
	bool letter = false, capitals = true;
	for (char c : name) {
		letter = letter || (c >= 'A' && c <= 'Z');
		capitals = capitals && ((c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_');
	}
	return letter && capitals;
}

// Where psql ends statements: at semicolons outside of parentheses and of bodies, BEGIN to END, of SQL functions, which
// it finds by counting words.
class StatementEnds {
public:
	// Whether the token ends a statement.
	bool take(const Token &token, std::string_view text) {
		switch (token.kind) {
		case '(':
			parentheses_++;
			return false;
		case ')':
			parentheses_ = std::max(parentheses_ - 1, 0);
			return false;
		case ';':
			if (parentheses_ > 0 || bodies_ > 0)
				return false;
			words_ = 0;
			return true;
		default:
			break;
		}
		char first = text[token.at];
		if (in_variable(first) && !(first >= '0' && first <= '9'))
			take_word(text, token.at);
		return false;
	}
	bool is_open() const { return parentheses_ > 0 || bodies_ > 0; }

private:
	void take_word(std::string_view text, std::size_t at) {
		std::size_t end = end_of_word(text, at);
		if (end < text.size() && text[end] == '\'')
			return; // E'...' and its like
		std::string word = core::text::lower(text.substr(at, end - at));
		if (words_ == 0)
			begins_ = {};
		if (words_ < begins_.size() && (word == "create" || word == "function" || word == "procedure" ||
										   word == "or" || word == "replace"))
			begins_[words_] = word[0];
		words_++;
		auto makes_function = [&](std::size_t i) { return begins_[i] == 'f' || begins_[i] == 'p'; };
		bool function = begins_[0] == 'c' &&
						(makes_function(1) || (begins_[1] == 'o' && begins_[2] == 'r' && makes_function(3)));
		if (!function || parentheses_ > 0)
			return;
		if (word == "begin" || (word == "case" && bodies_ > 0))
			bodies_++;
		else if (word == "end" && bodies_ > 0)
			bodies_--;
	}

	int parentheses_ = 0, bodies_ = 0;
	std::size_t words_ = 0;
	std::array<char, 4> begins_{}; // of the words that a CREATE FUNCTION begins with
};

// One section under examination.
class Reading {
public:
	Reading(const Script &script, Direction direction)
		: script_(script), direction_(direction), sql_(script.sql(direction)),
		  text_(pg_call([&] { return pnstrdup(sql_.data(), sql_.size()); })) {}

	PsqlSection read() {
		PsqlSection section;
		check_directives();
		section.statements = parse_section(script_, direction_);
		for (std::size_t i = 0; i < section.statements.size(); i++)
			check_statement(section.statements[i], i);
		std::vector<Token> tokens = tokens_of(text_);
		check_calls(tokens);
		section.variables = variables(tokens);
		check_ends(tokens, section.statements);
		section.text = ended(section.statements, tokens);
		section.sets_session_user =
			std::any_of(section.statements.begin(), section.statements.end(), [](const Statement &s) {
				if (!IsA(s.raw->stmt, VariableSetStmt))
					return false;
				const char *name = castNode(VariableSetStmt, s.raw->stmt)->name;
				return name != nullptr && std::string_view(name) == "session_authorization";
			});
		return section;
	}

private:
	[[noreturn]] void refuse(
		const char *sqlstate, std::size_t at, std::string_view detail, std::string hint) const {
		refuse(sqlstate, location_in(script_, direction_, at), detail, std::move(hint));
	}

	[[noreturn]] void refuse(
		const char *sqlstate, const core::Location &where, std::string_view detail, std::string hint) const {
		throw core::Error(sqlstate,
			fmt::format("{} of revision \"{}\" cannot be written as a script for psql",
				core::name(direction_), script_.revision.id),
			fmt::format("At {}, {}", where_text(where), detail), std::move(hint))
			.at(where);
	}

	void check_statement(const Statement &statement, std::size_t i) const {
		Node *node = statement.raw->stmt;
		if (IsA(node, TransactionStmt))
			refuse("25001", statement.offset,
				fmt::format("statement {} is {}: transaction control.", i + 1, statement.not_in_transaction),
				"Take it out of the script: the script for psql begins and ends its transactions itself.");
		if (IsA(node, DiscardStmt) && castNode(DiscardStmt, node)->target == DISCARD_ALL)
			refuse_encoding(location_in(script_, direction_, statement.offset));
		if (IsA(node, VariableSetStmt))
			check_set(statement, castNode(VariableSetStmt, node));
	}

	// The text behind it would be taken for another encoding than it is in; what the session began with is unknown.
	[[noreturn]] void refuse_encoding(const core::Location &where) const {
		std::string name = pg_call([] { return pg_encoding_to_char(encoding_of_script()); });
		refuse("0A000", where,
			fmt::format(
				"the client encoding could become another one than {}, in which psql sends the script.",
				name),
			fmt::format("Take it out, or set {} to '{}'; reset other settings one by one.", kEncoding, name));
	}

	void check_set(const Statement &statement, VariableSetStmt *set) const {
		std::string name = set->name == nullptr ? std::string() : core::text::lower(set->name);
		if (set->kind == VAR_RESET_ALL || (name == kEncoding && set->kind != VAR_SET_VALUE))
			refuse_encoding(location_in(script_, direction_, statement.offset));
		if (set->kind != VAR_SET_VALUE)
			return;
		if (name == kEncoding && !is_encoding_of_script(pg_call([&] { return ExtractSetVariableArgs(set); })))
			refuse_encoding(location_in(script_, direction_, statement.offset));
		if (name != kStrings)
			return;
		bool on = pg_call([&] {
			bool value = false;
			return parse_bool(ExtractSetVariableArgs(set), &value) && value;
		});
		if (!on)
			refuse("0A000", statement.offset,
				"quotes change their meaning: a run has read all of the section by then, psql has not.",
				"Take it out, and write strings that hold a backslash as E'...'.");
	}

	// The text of a string between plain quotes.
	std::optional<std::string_view> literal_at(std::size_t at) const {
		if (sql_[at] == 'e' || sql_[at] == 'E')
			at++;
		if (at >= sql_.size() || sql_[at] != '\'')
			return std::nullopt;
		return sql_.substr(at + 1, sql_.find('\'', at + 1) - at - 1);
	}

	// set_config('client_encoding', ...), wherever it stands in a statement
	void check_calls(const std::vector<Token> &tokens) const {
		for (std::size_t i = 0; i + 1 < tokens.size(); i++) {
			std::size_t word = tokens[i].at + (sql_[tokens[i].at] == '"' ? 1 : 0);
			if (tokens[i + 1].kind != '(' ||
				core::text::lower(sql_.substr(word, end_of_word(sql_, word) - word)) != "set_config")
				continue;
			bool sets = false, keeps = false;
			int depth = 0;
			for (std::size_t k = i + 1; k < tokens.size(); k++) {
				depth += tokens[k].kind == '(' ? 1 : tokens[k].kind == ')' ? -1 : 0;
				if (depth == 0)
					break;
				if (auto literal = literal_at(tokens[k].at)) {
					sets = sets || core::text::lower(*literal) == kEncoding;
					keeps = keeps || is_encoding_of_script(*literal);
				}
			}
			if (sets && !keeps)
				refuse_encoding(location_in(script_, direction_, tokens[i].at));
		}
	}

	void check_directives() const {
		for (const core::Setting &setting : script_.settings)
			if (core::text::lower(setting.name) == kEncoding && !is_encoding_of_script(setting.value))
				refuse_encoding({script_.name, script_.revision.id, setting.line});
	}

	std::vector<std::string> variables(const std::vector<Token> &tokens) const {
		std::vector<std::string> found;
		for (const Token &token : tokens) {
			std::string_view name = token.kind == ':' ? variable_after(sql_, token.at) : std::string_view();
			if (name.empty() || std::find(found.begin(), found.end(), name) != found.end())
				continue;
			if (is_set_by_psql(name) || name.starts_with("pgmigrate_"))
				refuse("0A000", token.at,
					fmt::format("psql would put the value of its variable \"{}\" in this place.", name),
					"Write a blank after the colon.");
			found.emplace_back(name);
		}
		return found;
	}

	// psql's statements must be the server's.
	void check_ends(const std::vector<Token> &tokens, const std::vector<Statement> &statements) const {
		StatementEnds ends;
		auto statement = statements.begin();
		for (const Token &token : tokens) {
			bool is_end = ends.take(token, sql_);
			while (statement != statements.end() && statement->raw->stmt_len > 0 &&
				   statement->offset + statement->length < token.at)
				++statement;
			if (statement == statements.end() || token.kind != ';' || token.at < statement->offset)
				continue;
			bool wanted = statement->raw->stmt_len > 0 && token.at == statement->offset + statement->length;
			if (is_end != wanted)
				refuse("0A000", token.at,
					is_end ? "psql would end the statement at a semicolon within it."
						   : "psql would not end the statement, and take the next one into it.",
					"Write names that psql counts by, such as \"begin\" or \"end\", in double quotes, or a "
					"function's body between dollar quotes.");
		}
		if (ends.is_open() && !statements.empty())
			refuse("0A000", statements.back().offset, "psql would not see where the statement ends.",
				"Write a function's body between dollar quotes.");
	}

	// The text with a semicolon behind the last statement.
	std::string ended(const std::vector<Statement> &statements, const std::vector<Token> &tokens) const {
		std::string text(sql_);
		if (!statements.empty() && statements.back().raw->stmt_len == 0) {
			// Not behind a comment that only its line's end would end.
			std::size_t last = tokens.back().at;
			std::size_t end = sql_.find_last_not_of(" \t\r\n\f\v") + 1;
			std::string_view tail = sql_.substr(last, end - last);
			if (tail.find("--") == std::string_view::npos && tail.find("/*") == std::string_view::npos)
				text.insert(end, ";");
			else
				text += text.ends_with('\n') ? ";" : "\n;";
		}
		if (!text.empty() && !text.ends_with('\n'))
			text += '\n';
		return text;
	}

	const Script &script_;
	Direction direction_;
	std::string_view sql_;
	const char *text_;
};

} // namespace

int encoding_of_script() {
	return pg_call([] {
		int encoding = pg_get_client_encoding();
		return encoding == PG_SQL_ASCII ? GetDatabaseEncoding() : encoding;
	});
}

PsqlSection read_as_psql(const Script &script, Direction direction) {
	SettingsLevel settings;
	set_for_a_while(kStrings, "on"); // as when it is run
	for (const core::Setting &setting : script.settings)
		if (core::text::lower(setting.name) == kStrings)
			set_for_a_while(setting.name, setting.value);
	PsqlSection section = Reading(script, direction).read();
	settings.leave();
	return section;
}

} // namespace pgmigrate
