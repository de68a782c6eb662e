// What objects are called by DROP, COMMENT and ALTER.
#include <fmt/format.h>

#include "core/schema/ddl/routine_sql.hpp"
#include "core/schema/diff/changes.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::diff_parts {

namespace {

// "WORD name ON table"
template <class T>
std::string on_table(std::string_view word, const AnyObject &any) {
	const T &object = as<T>(any.object);
	return fmt::format("{} {} ON {}", word, identifier(object.name), object.table);
}

} // namespace

std::string words_of(const Snapshot &snapshot, const AnyObject &any) {
	const Identity &name = *any.identity;
	if (any.kind == Trigger::kKind)
		return on_table<Trigger>("TRIGGER", any);
	if (any.kind == Rule::kKind)
		return on_table<Rule>("RULE", any);
	if (any.kind == Policy::kKind)
		return on_table<Policy>("POLICY", any);
	if (any.kind == Constraint::kKind)
		return on_table<Constraint>("CONSTRAINT", any);
	if (any.kind == Function::kKind) {
		const Function &function = as<Function>(any.object);
		return fmt::format("{} {}", function.kind == "procedure" ? "PROCEDURE" : "FUNCTION",
			ddl::signature(snapshot, name, function));
	}
	if (any.kind == Table::kKind)
		return fmt::format("{}TABLE {}", as<Table>(any.object).server.empty() ? "" : "FOREIGN ", name);
	if (any.kind == Domain::kKind && any.type == &Described<Domain>::type)
		return "DOMAIN " + name;
	if (any.kind == Statistics::kKind)
		return "STATISTICS " + name;
	if (any.kind == ForeignDataWrapper::kKind)
		return "FOREIGN DATA WRAPPER " + name;
	return fmt::format("{} {}", keywords(any.kind), name);
}

std::string drop_sql(const Snapshot &snapshot, const AnyObject &any) {
	if (any.kind == Constraint::kKind) {
		const Constraint &constraint = as<Constraint>(any.object);
		return fmt::format(
			"ALTER TABLE {} DROP CONSTRAINT {};\n", constraint.table, identifier(constraint.name));
	}
	return fmt::format("DROP {};\n", words_of(snapshot, any));
}

std::string former_name(const Changes &changes, const Identity &type) {
	const auto name_of = [](const Snapshot &snapshot, const Identity &identity) -> const std::string * {
		const std::string *found = nullptr;
		const auto look = [&](const auto &objects) {
			if (const auto at = objects.find(identity); at != objects.end())
				found = &at->second.name;
		};
		look(snapshot.enums);
		look(snapshot.composite_types);
		look(snapshot.ranges);
		look(snapshot.domains);
		look(snapshot.base_types);
		return found;
	};
	const std::string *name = name_of(changes.from, type);
	std::string former;
	do
		former = former.empty() ? *name + "_former" : former + "_";
	while (changes.old_objects.contains(reference("type", qualified_like(type, former))) ||
		   changes.new_objects.contains(reference("type", qualified_like(type, former))));
	return former;
}

} // namespace pgmigrate::core::schema::diff_parts
