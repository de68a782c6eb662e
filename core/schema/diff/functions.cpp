// Functions and procedures that stay, changed.
#include <fmt/format.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/ddl/routine_sql.hpp"
#include "core/schema/diff/changes.hpp"

namespace pgmigrate::core::schema::diff_parts {

namespace {

// CREATE OR REPLACE takes neither another result nor other names of arguments, nor a default away.
bool can_be_replaced(const Function &from, const Function &to) {
	if (from.kind != to.kind || from.result != to.result || from.arguments.size() != to.arguments.size())
		return false;
	for (std::size_t i = 0; i < to.arguments.size(); i++) {
		const Argument &old = from.arguments[i], &fresh = to.arguments[i];
		if (old.type != fresh.type || old.mode != fresh.mode ||
			(!old.name.empty() && old.name != fresh.name) ||
			(!old.default_value.empty() && fresh.default_value.empty()))
			return false;
	}
	return true;
}

} // namespace

std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const Function &from, const Function &to) {
	if (!can_be_replaced(from, to))
		return {};
	Function as_before = to;
	static_cast<Object &>(as_before) = from;
	Alteration alteration;
	if (!(as_before == from))
		alteration.sql = ddl::function_sql(to, true);
	alteration.sql += alter_attributes(changes, to.kind == "procedure" ? "PROCEDURE" : "FUNCTION",
		ddl::signature(changes.to, name, to), from, to);
	return alteration;
}

} // namespace pgmigrate::core::schema::diff_parts
