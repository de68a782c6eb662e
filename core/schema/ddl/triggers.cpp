// Triggers, rules, policies.
#include <fmt/format.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

std::pair<Section, Reference> relation(const Snapshot &snapshot, const Identity &name) {
	if (snapshot.views.contains(name))
		return {Section::views, reference(View::kKind, name)};
	if (snapshot.materialized_views.contains(name))
		return {Section::views, reference(MaterializedView::kKind, name)};
	return {Section::tables, reference(Table::kKind, name)};
}

namespace {

std::string enabled_sql(
	std::string_view enabled, std::string_view what, const std::string &table, const std::string &name) {
	if (enabled.empty())
		return {};
	std::string_view verb = enabled == "disabled"  ? "DISABLE"
							: enabled == "replica" ? "ENABLE REPLICA"
												   : "ENABLE ALWAYS";
	return fmt::format("ALTER TABLE {} {} {} {};\n", table, verb, what, identifier(name));
}

std::string policy_sql(const Policy &p) {
	std::string sql = fmt::format("CREATE POLICY {} ON {}", identifier(p.name), p.table);
	if (p.restrictive)
		sql += " AS RESTRICTIVE";
	if (!p.command.empty())
		sql += " FOR " + keywords(p.command);
	if (!p.roles.empty())
		sql += " TO " + identifier_list(p.roles);
	if (!p.using_expression.empty())
		sql += fmt::format(" USING ({})", p.using_expression);
	if (!p.with_check.empty())
		sql += fmt::format(" WITH CHECK ({})", p.with_check);
	return sql + ";\n";
}

} // namespace

void write_triggers(Items &items) {
	for (const auto &[name, t] : items.snapshot.triggers) {
		auto [section, on] = relation(items.snapshot, t.table);
		std::string sql = t.inherited ? "" : t.definition + ";\n";
		if (t.inherited && t.enabled.empty())
			sql += fmt::format("ALTER TABLE {} ENABLE TRIGGER {};\n", t.table, identifier(t.name));
		sql += enabled_sql(t.enabled, "TRIGGER", t.table, t.name);
		sql += comment_sql(t.comment, fmt::format("TRIGGER {} ON {}", identifier(t.name), t.table));
		// A partition's has come with that of the partitioned table, wherever that is.
		items.add({{t.inherited ? Section::foreign_keys : section, t.table, kTriggerOfTable, t.name},
			{reference(Trigger::kKind, name)}, {on}, {}, sql});
	}
	for (const auto &[name, r] : items.snapshot.rules) {
		auto [section, on] = relation(items.snapshot, r.table);
		items.add({{section, r.table, kRuleOfTable, r.name}, {reference(Rule::kKind, name)}, {on}, {},
			r.definition + ";\n" + enabled_sql(r.enabled, "RULE", r.table, r.name) +
				comment_sql(r.comment, fmt::format("RULE {} ON {}", identifier(r.name), r.table))});
	}
	for (const auto &[name, p] : items.snapshot.policies) {
		auto [section, on] = relation(items.snapshot, p.table);
		items.add({{section, p.table, kPolicyOfTable, p.name}, {reference(Policy::kKind, name)}, {on}, {},
			policy_sql(p) +
				comment_sql(p.comment, fmt::format("POLICY {} ON {}", identifier(p.name), p.table))});
	}
}

} // namespace pgmigrate::core::schema::ddl
