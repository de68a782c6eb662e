#include "extension/ddl_text.hpp"

#include <algorithm>
#include <optional>
#include <string_view>

#include "core/text.hpp"

#include "extension/pg/guard.hpp"
#include "extension/pg/messages.hpp"

namespace pgmigrate {

namespace {

using pg::pg_call;

// Without the comments before it, which newer servers leave out of a statement themselves.
std::string trimmed(std::string_view text) {
	text = core::text::trim(text.substr(std::min(core::text::first_sql(text), text.size())));
	while (text.ends_with(';'))
		text = core::text::trim(text.substr(0, text.size() - 1));
	return std::string(text);
}

// A part of a string as statements mark it: -1 for the whole string, length 0 for all that follows.
std::string_view part_of(std::string_view text, int location, int length) {
	if (location < 0)
		return text;
	return text.substr(location, length > 0 ? static_cast<std::size_t>(length) : text.npos);
}

// What is left of a tree that was analyzed meanwhile.
bool looks_like(Node *tree, Node *other) {
	return nodeTag(tree) == nodeTag(other) &&
		   (nodeTag(tree) != T_CreateTableAsStmt ||
			   equal(reinterpret_cast<CreateTableAsStmt *>(tree)->into->rel,
				   reinterpret_cast<CreateTableAsStmt *>(other)->into->rel));
}

// The statement of a string that is the tree; or the only one of its kind there, for running changes some trees. Nothing
// where there is none, or the string is no SQL.
struct FoundStatement {
	std::string text;
	bool is_equal;
};
std::optional<FoundStatement> statement_in(const char *text, Node *tree) {
	struct Found {
		int equal = 0, alike = 0, location = 0, length = 0;
	} found;
	struct Frame {
		const char *text;
		Node *tree;
		Found *found;
	} frame{text, tree, &found};
	// The parser takes nothing but memory, so that an error of it needs no abort.
	ErrorData *error = pg::catch_error(
		[](void *argument) {
			auto &f = *static_cast<Frame *>(argument);
			ListCell *cell;
			foreach (cell, raw_parser(f.text, RAW_PARSE_DEFAULT)) {
				RawStmt *raw = lfirst_node(RawStmt, cell);
				const bool is_equal = equal(raw->stmt, f.tree);
				if (!is_equal && !looks_like(f.tree, raw->stmt))
					continue;
				if (f.found->equal == 0 && (is_equal || f.found->alike == 0)) {
					f.found->location = raw->stmt_location;
					f.found->length = raw->stmt_len;
				}
				f.found->equal += is_equal;
				f.found->alike++;
			}
		},
		&frame);
	if (error != nullptr || (found.equal == 0 && found.alike != 1))
		return std::nullopt;
	return FoundStatement{trimmed(part_of(text, found.location, found.length)), found.equal > 0};
}

// The only statement of the portal that runs, or nothing.
PlannedStmt *portal_statement() {
	if (ActivePortal == nullptr || ActivePortal->sourceText == nullptr ||
		list_length(ActivePortal->stmts) != 1)
		return nullptr;
	return linitial_node(PlannedStmt, ActivePortal->stmts);
}

std::string text_of_portal(const PlannedStmt &statement) {
	return trimmed(part_of(ActivePortal->sourceText, statement.stmt_location, statement.stmt_len));
}

// What the innermost of those says that run something now: SQL statement "...".
std::string innermost_context() {
	const char *text = pg_call([]() -> const char * {
		if (error_context_stack == nullptr)
			return nullptr;
		ErrorContextCallback *all = error_context_stack;
		ErrorContextCallback innermost = *all;
		innermost.previous = nullptr;
		error_context_stack = &innermost; // an error puts it back
		const char *said = GetErrorContextStack();
		error_context_stack = all;
		return said;
	});
	return text != nullptr ? text : "";
}

// Of a context: SQL statement "..."
std::optional<FoundStatement> statement_of_context(std::string_view context, Node *tree) {
	const std::string_view pattern = pg::translated("SQL statement \"%s\"");
	const std::size_t hole = pattern.find("%s");
	if (hole == pattern.npos || !context.starts_with(pattern.substr(0, hole)) ||
		!context.ends_with(pattern.substr(hole + 2)) || context.size() < pattern.size() - 2)
		return std::nullopt;
	return statement_in(
		std::string(context.substr(hole, context.size() - (pattern.size() - 2))).c_str(), tree);
}

// Of a context: SQL function "..." statement ...
std::optional<DdlText> statement_of_function(std::string_view context, Node *tree) {
	const std::string_view pattern = pg::translated("SQL function \"%s\" statement %d");
	const std::size_t hole = pattern.find("%s");
	if (hole == pattern.npos || !context.starts_with(pattern.substr(0, hole)))
		return std::nullopt;
	context.remove_prefix(hole);
	const std::string_view middle = pattern.substr(hole + 2, pattern.find("%d") - hole - 2);
	const std::string name(context.substr(0, context.find(middle)));
	std::optional<FoundStatement> found, like;
	CatCList *functions =
		pg_call([&] { return SearchSysCacheList1(PROCNAMEARGSNSP, CStringGetDatum(name.c_str())); });
	for (int i = 0; i < functions->n_members && !found; i++) {
		const char *source = pg_call([&]() -> const char * {
			HeapTuple tuple = &functions->members[i]->tuple;
			bool is_null;
			Datum body = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_prosrc, &is_null);
			if (is_null || reinterpret_cast<Form_pg_proc>(GETSTRUCT(tuple))->prolang != SQLlanguageId)
				return nullptr;
			return TextDatumGetCString(body);
		});
		if (source == nullptr)
			continue;
		auto here = statement_in(source, tree);
		if (here && here->is_equal) // functions of other schemas have the name, too
			found = std::move(here);
		else if (here && !like)
			like = std::move(here);
	}
	pg_call([&] { ReleaseSysCacheList(functions); });
	if (found)
		return DdlText{std::move(found->text), true};
	return like ? std::optional(DdlText{std::move(like->text), false}) : std::nullopt;
}

} // namespace

bool is_of_portal(Node *tree) {
	const PlannedStmt *statement = portal_statement();
	return statement != nullptr && statement->utilityStmt == tree;
}

DdlText ddl_text(Node *tree, Node *parsed) {
	const PlannedStmt *portal = portal_statement();
	if (portal != nullptr && portal->utilityStmt != nullptr &&
		(portal->utilityStmt == tree || pg_call([&] { return equal(portal->utilityStmt, parsed); })))
		return {text_of_portal(*portal), true};
	const std::string context = innermost_context();
	if (auto found = statement_of_context(context, parsed))
		return {std::move(found->text), true};
	if (auto found = statement_of_function(context, parsed))
		return *std::move(found);
	return {outermost_text(), false};
}

std::string outermost_text() {
	if (const PlannedStmt *portal = portal_statement())
		return text_of_portal(*portal);
	return debug_query_string != nullptr ? trimmed(debug_query_string) : std::string();
}

} // namespace pgmigrate
