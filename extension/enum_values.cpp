#include "extension/enum_values.hpp"

#include <algorithm>
#include <cctype>
#include <unordered_map>
#include <unordered_set>

#include <fmt/format.h>

#include "core/text.hpp"
#include "extension/settings_level.hpp"
#include "extension/tokens.hpp"

#include "extension/pg/compat.hpp"

namespace pgmigrate {

namespace {

using core::Direction;
using pg::pg_call;

constexpr int kDeepestText =
	3; // a literal that a DO block executes, within the DO block, within its statement

// A value that a step adds and the same transaction may not use.
struct AddedValue {
	std::size_t step;
	std::string schema, type, value; // schema and type as written
	std::size_t used_by = 0;
	bool used = false;

	std::string type_name() const { return schema.empty() ? type : schema + "." + type; }
};

// A dotted name's last part, and the one before it if there is one.
std::pair<std::string, std::string> schema_and_name(const List *names) {
	int parts = list_length(names);
	auto part = [&](int i) { return std::string(strVal(list_nth(names, i))); };
	return {parts > 1 ? part(parts - 2) : std::string(), part(parts - 1)};
}

// Whether the type has the value already, so that ADD VALUE IF NOT EXISTS adds nothing.
bool has_value_already(const AddedValue &added, const Scope &scope) {
	return pg_call([&] {
		auto in_schema = [&](const std::string &schema) {
			Oid name_space = get_namespace_oid(schema.c_str(), true);
			return OidIsValid(name_space)
					   ? GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, CStringGetDatum(added.type.c_str()),
							 ObjectIdGetDatum(name_space))
					   : InvalidOid;
		};
		Oid type = InvalidOid;
		if (!added.schema.empty())
			type = in_schema(added.schema);
		else if (!scope.target_schema.empty())
			type = in_schema(scope.target_schema);
		if (!OidIsValid(type) && added.schema.empty())
			type = TypenameGetTypid(added.type.c_str());
		return OidIsValid(type) && SearchSysCacheExists2(ENUMTYPOIDNAME, ObjectIdGetDatum(type),
									   CStringGetDatum(added.value.c_str()));
	});
}

// The last part of the dotted name that begins at a token; empty at the end.
std::string name_at(const std::vector<Token> &tokens, std::size_t i) {
	while (i + 2 < tokens.size() && tokens[i + 1].kind == '.')
		i += 2;
	return i < tokens.size() ? tokens[i].text : std::string();
}

// Whether it is worth scanning a text for a literal: one with a quote or an escape in it may be written otherwise.
bool may_name(const std::string &text, const std::string &value) {
	return text.find(value) != std::string::npos || text.find('\\') != std::string::npos ||
		   value.find('\'') != std::string::npos;
}

// Whether a text names the value as a literal that may be one of the type: no cast to another type stands behind it.
// `deeper`: literals are read as texts themselves, up to that depth.
bool names_value(const char *text, const AddedValue &added, int deeper) {
	std::vector<Token> tokens;
	try {
		tokens = tokens_of(text);
	} catch (const pg::PgError &error) { // a literal need not be SQL; the scanner holds nothing
		int category = ERRCODE_TO_CATEGORY(error.data->sqlerrcode);
		if (category != ERRCODE_SYNTAX_ERROR_OR_ACCESS_RULE_VIOLATION && category != ERRCODE_DATA_EXCEPTION)
			throw;
		return false;
	}
	for (std::size_t i = 0; i < tokens.size(); i++) {
		if (tokens[i].kind != kLiteral)
			continue;
		if (tokens[i].text == added.value) {
			bool cast = i + 1 < tokens.size() && tokens[i + 1].kind == kTypecast;
			if (!cast || name_at(tokens, i + 2) == added.type)
				return true;
		} else if (deeper > 0 && may_name(tokens[i].text, added.value) &&
				   names_value(tokens[i].text.c_str(), added, deeper - 1)) {
			return true;
		}
	}
	return false;
}

// The language of a function; sql where none is given.
std::string language_of(const CreateFunctionStmt *statement) {
	ListCell *cell;
	foreach (cell, statement->options) {
		auto *option = lfirst_node(DefElem, cell);
		if (strcmp(option->defname, "language") == 0)
			return strVal(option->arg);
	}
	return "sql";
}

// How deep the literals of a statement are read as texts; -1 if its literals are no values at all.
int depth_of(Node *statement) {
	switch (nodeTag(statement)) {
	case T_AlterEnumStmt:
	case T_CommentStmt:
	case T_SecLabelStmt:
	case T_VariableSetStmt:
	case T_NotifyStmt:
	case T_CreateRoleStmt:
	case T_AlterRoleStmt:
	case T_CreateExtensionStmt:
		return -1;
	case T_DoStmt:
		return kDeepestText;
	case T_CreateFunctionStmt: // only the bodies of this language are analyzed when they are made
		return language_of(castNode(CreateFunctionStmt, statement)) == "sql" ? 1 : 0;
	default:
		return 0;
	}
}

// Goes through the statements of a plan in their order, and finds what is added and then used.
class Search {
public:
	explicit Search(const Scope &scope) : scope_(scope) {}

	void read(std::size_t step, const core::Script &script, Direction direction, bool in_transaction) {
		SettingsLevel settings;
		set_for_a_while("standard_conforming_strings", "on"); // as when it is run
		std::string_view sql = script.sql(direction);
		for (const Statement &s : parse_section(script, direction)) {
			Node *statement = s.raw->stmt;
			if (IsA(statement, AlterEnumStmt))
				note_added(step, castNode(AlterEnumStmt, statement), in_transaction);
			else if (IsA(statement, CreateEnumStmt))
				note_created(castNode(CreateEnumStmt, statement));
			else
				note_uses(step, statement, std::string(sql.substr(s.offset, s.length)));
		}
		settings.leave();
	}

	// Whether a script that adds no value can matter: it may use one, or make a type.
	bool may_matter(const std::string &script) const {
		return core::text::lower(script).find("enum") != std::string::npos ||
			   std::ranges::any_of(
				   added_, [&](const AddedValue &a) { return !a.used && may_name(script, a.value); });
	}

	const std::vector<AddedValue> &added() const { return added_; }

private:
	void note_added(std::size_t step, const AlterEnumStmt *statement, bool in_transaction) {
		if (statement->oldVal != nullptr)
			return;
		auto [schema, type] = schema_and_name(statement->typeName);
		AddedValue value{step, std::move(schema), std::move(type), statement->newVal};
		if (!in_transaction || (pg::kNewTypeTakesValues && created_.contains(value.type)) ||
			(statement->skipIfNewValExists && has_value_already(value, scope_)))
			return;
		added_.push_back(std::move(value));
	}

	// What a type that is made here has from the start can be used at once.
	void note_created(const CreateEnumStmt *statement) {
		std::string type = schema_and_name(statement->typeName).second;
		std::erase_if(added_, [&](const AddedValue &a) { return a.type == type && !a.used; });
		created_.insert(std::move(type));
	}

	void note_uses(std::size_t step, Node *statement, const std::string &text) {
		int deeper = depth_of(statement);
		if (deeper < 0)
			return;
		for (AddedValue &a : added_) {
			if (a.used || !may_name(text, a.value))
				continue;
			a.used = names_value(text.c_str(), a, deeper);
			a.used_by = step;
		}
	}

	const Scope &scope_;
	std::vector<AddedValue> added_;
	std::unordered_set<std::string> created_; // enum types
};

// Whether a message names the value, however its language quotes.
bool names_word(std::string_view message, std::string_view word) {
	auto in_word = [](char c) { return c == '_' || isalnum(static_cast<unsigned char>(c)) != 0; };
	for (std::size_t at = message.find(word); at != message.npos; at = message.find(word, at + 1)) {
		std::size_t end = at + word.size();
		if ((at == 0 || !in_word(message[at - 1])) && (end == message.size() || !in_word(message[end])))
			return true;
	}
	return false;
}

std::string note_of(const AddedValue &added, const std::string &user) {
	if (added.used_by == added.step)
		return fmt::format("adds value \"{}\" to type {} and uses it: put it into a revision of its own",
			added.value, added.type_name());
	return fmt::format("adds value \"{}\" to type {}, which revision \"{}\" uses: run stepwise", added.value,
		added.type_name(), user);
}

} // namespace

std::vector<std::string> enum_value_notes(
	const RunRequest &request, const Planned &planned, pg::SnapshotKind snapshot) {
	std::vector<std::string> notes(planned.steps.size());
	auto adds = [](const PlannedStep &s) { return !s.facts.enum_values.empty(); };
	auto first = std::ranges::find_if(planned.steps, adds);
	if (first == planned.steps.end())
		return notes;
	if (pg::kNewTypeTakesValues) // which types are new, only the steps before it tell
		first = planned.steps.begin();
	std::vector<std::string> ids;
	for (auto s = first; s != planned.steps.end(); ++s)
		ids.push_back(planned.revision(*s).id);
	std::vector<store::StoredScript> stored =
		pg::own_statements([&] { return store::scripts(request.scope.project, ids, snapshot); });
	std::unordered_map<std::string_view, const store::StoredScript *> by_id;
	for (const store::StoredScript &s : stored)
		by_id.emplace(s.id, &s);
	Search search(request.scope);
	for (auto s = first; s != planned.steps.end(); ++s) {
		auto found = by_id.find(planned.revision(*s).id);
		if (found == by_id.end())
			continue; // removed since the plan was made
		if (!adds(*s) && !search.may_matter(found->second->script))
			continue;
		core::Script script = parse_stored(*found->second);
		if (script.section(request.direction).present)
			search.read(static_cast<std::size_t>(s - planned.steps.begin()), script, request.direction,
				!s->facts.top_level);
	}
	for (const AddedValue &a : search.added()) {
		if (!a.used)
			continue;
		std::string &note = notes[a.step];
		note += (note.empty() ? "" : "; ") + note_of(a, planned.revision(planned.steps[a.used_by]).id);
	}
	return notes;
}

ValueOrigin origin_of_value(
	const std::vector<PreparedStep> &steps, std::size_t at, const std::string &message) {
	auto adds = [&](const PreparedStep &s) {
		return std::ranges::any_of(
			s.facts.enum_values, [&](const std::string &value) { return names_word(message, value); });
	};
	if (adds(steps[at]))
		return ValueOrigin::same_revision;
	auto before = steps.begin() + static_cast<std::ptrdiff_t>(at);
	return std::any_of(steps.begin(), before, adds) ? ValueOrigin::same_run : ValueOrigin::same_transaction;
}

} // namespace pgmigrate
