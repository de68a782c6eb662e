#include <algorithm>

#include <fmt/format.h>

#include "core/schema/ddl/constraint_sql.hpp"
#include "core/schema/ddl/items.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

namespace {

// The columns, the last of them with what 18's temporal constraints say of it.
std::string key_columns(
	const std::vector<std::string> &columns, const char *before_last, const char *after_last) {
	std::string list;
	for (std::size_t i = 0; i < columns.size(); i++) {
		bool last = i + 1 == columns.size();
		list += fmt::format("{}{}{}{}", i == 0 ? "" : ", ", last ? before_last : "", identifier(columns[i]),
			last ? after_last : "");
	}
	return list;
}

std::string key_sql(const Constraint &c) {
	std::string sql =
		fmt::format("{}{} ({})", keywords(c.type), c.nulls_not_distinct ? " NULLS NOT DISTINCT" : "",
			key_columns(c.columns, "", c.without_overlaps ? " WITHOUT OVERLAPS" : ""));
	if (!c.included_columns.empty())
		sql += fmt::format(" INCLUDE ({})", identifier_list(c.included_columns));
	if (!c.options.empty())
		sql += fmt::format(" WITH ({})", settings_list(c.options));
	if (!c.tablespace.empty())
		sql += " USING INDEX TABLESPACE " + identifier(c.tablespace);
	return sql;
}

std::string foreign_key_sql(const Constraint &c) {
	std::string sql = fmt::format("FOREIGN KEY ({}) REFERENCES {}({})",
		key_columns(c.columns, c.with_period ? "PERIOD " : "", ""), c.references,
		key_columns(c.referenced_columns, c.with_period ? "PERIOD " : "", ""));
	if (!c.match.empty())
		sql += " MATCH " + keywords(c.match);
	if (!c.on_update.empty())
		sql += " ON UPDATE " + keywords(c.on_update);
	if (!c.on_delete.empty())
		sql += " ON DELETE " + keywords(c.on_delete);
	if (!c.on_delete_columns.empty())
		sql += fmt::format(" ({})", identifier_list(c.on_delete_columns));
	return sql;
}

// The index of a constraint, for what is attached to it.
Reference index_reference(std::string_view index) {
	return fmt::format("index of constraint {}", index);
}

} // namespace

std::string constraint_sql(const Constraint &c) {
	std::string sql = fmt::format("CONSTRAINT {} ", identifier(c.name));
	if (c.type == "exclusion")
		return sql + "EXCLUDE " + c.expression; // with all that follows: as the server writes it
	if (c.type == "check")
		sql += fmt::format("CHECK ({}){}", c.expression, c.no_inherit ? " NO INHERIT" : "");
	else
		sql += c.type == "foreign key" ? foreign_key_sql(c) : key_sql(c);
	if (c.deferrable)
		sql += " DEFERRABLE";
	if (c.initially_deferred)
		sql += " INITIALLY DEFERRED";
	if (c.not_enforced)
		sql += " NOT ENFORCED";
	else if (c.not_valid)
		sql += " NOT VALID";
	return sql;
}

std::string after_constraint_sql(const Constraint &c) {
	std::string sql, index = qualified_like(c.table, c.name);
	if (c.clustered)
		sql += fmt::format("ALTER TABLE {} CLUSTER ON {};\n", c.table, identifier(c.name));
	if (c.replica_identity)
		sql += fmt::format(
			"ALTER TABLE ONLY {} REPLICA IDENTITY USING INDEX {};\n", c.table, identifier(c.name));
	sql += comment_sql(c.comment, fmt::format("CONSTRAINT {} ON {}", identifier(c.name), c.table));
	return sql + comment_sql(c.index_comment, "INDEX " + index);
}

bool stands_in_table(const Constraint &c, const Table &table) {
	if (c.type == "check")
		return (!c.not_valid || c.not_enforced) && (!c.inherited || !table.partition_of.empty());
	return c.type != "foreign key" && table.partition_by.empty();
}

namespace {

void write_attachment(Items &items, const Constraint &c, const Reference &own) {
	if (c.attached_to.empty())
		return;
	items.add({{Section::partitioned_indexes, c.table, kIndexOfTable, c.name + " "}, {},
		{own, reference(Index::kKind, c.attached_to), index_reference(c.attached_to)}, {},
		fmt::format(
			"ALTER INDEX {} ATTACH PARTITION {};\n", c.attached_to, qualified_like(c.table, c.name))});
}

// Each ancestor is looked at once: a snapshot that is given may have tables inherit from each other.
bool descends(const Snapshot &snapshot, const Identity &table, const Identity &ancestor) {
	std::vector<std::string_view> ancestors{table};
	std::set<std::string_view> seen{table};
	for (std::size_t i = 0; i < ancestors.size(); i++)
		if (auto found = snapshot.tables.find(ancestors[i]); found != snapshot.tables.end())
			for (const Identity &parent : found->second.inherits) {
				if (parent == ancestor)
					return true;
				if (seen.insert(parent).second)
					ancestors.push_back(parent);
			}
	return false;
}

// Whether a check is proven in a table's parent already, and in all that inherit from it thereby.
bool proven_above(const Snapshot &snapshot, const Constraint &c) {
	auto found = snapshot.tables.find(c.table);
	if (found == snapshot.tables.end())
		return false;
	Constraint other;
	other.name = c.name;
	return std::any_of(
		found->second.inherits.begin(), found->second.inherits.end(), [&](const Identity &parent) {
			other.table = parent;
			auto above = snapshot.constraints.find(identity(other));
			return above != snapshot.constraints.end() && !above->second.not_valid;
		});
}

// The checks that tables have from those they inherit from, by name.
using InheritedChecks = std::multimap<std::string_view, const Constraint *>;

// A check that is not proven has to be there after the tables that inherit it: to them it would be proven otherwise, since
// a new table has no rows. Where it is proven in one of them, that is said.
void inherited_checks(Items &items, const Constraint &c, const Reference &own,
	const InheritedChecks &inherited, std::vector<Reference> &needs) {
	auto [begin, end] = inherited.equal_range(c.name);
	for (auto i = begin; i != end; ++i) {
		const Constraint &other = *i->second;
		if (!descends(items.snapshot, other.table, c.table))
			continue;
		needs.push_back(reference(Table::kKind, other.table));
		if (!other.not_valid && !proven_above(items.snapshot, other))
			items.add({{Section::tables, other.table, kConstraintOfTable, c.name},
				{reference(Constraint::kKind, identity(other))}, {own}, {},
				fmt::format("ALTER TABLE {} VALIDATE CONSTRAINT {};\n", other.table, identifier(c.name))});
	}
}

void write_by_itself(
	Items &items, const Constraint &c, const Reference &own, const InheritedChecks &inherited) {
	std::vector<Reference> needs{reference(Table::kKind, c.table)};
	Section section = Section::tables;
	std::vector<Reference> makes{own};
	std::string only = "ONLY ";
	if (c.type == "foreign key") {
		needs.push_back(reference(Table::kKind, c.references));
		section = Section::foreign_keys;
		only = "";
	} else if (auto found = items.attachments.find(c.table); found != items.attachments.end()) {
		needs.insert(needs.end(), found->second.begin(), found->second.end());
		section = Section::partitioned_indexes;
	}
	if (c.type == "check") {
		only = ""; // it goes to all that inherit from the table
		if (c.not_valid)
			inherited_checks(items, c, own, inherited, needs);
	}
	if (c.type != "foreign key" && c.type != "check")
		makes.push_back(index_reference(qualified_like(c.table, c.name)));
	items.add({{section, c.table, kConstraintOfTable, c.name}, makes, needs, {},
		fmt::format("ALTER TABLE {}{} ADD {};\n", only, c.table, constraint_sql(c)) +
			after_constraint_sql(c)});
}

} // namespace

void write_constraints(Items &items) {
	InheritedChecks inherited;
	for (const auto &[name, c] : items.snapshot.constraints)
		if (c.type == "check" && c.inherited)
			inherited.emplace(c.name, &c);
	for (const auto &[name, c] : items.snapshot.constraints) {
		Reference own = reference(Constraint::kKind, name);
		write_attachment(items, c, own);
		auto table = items.snapshot.tables.find(c.table);
		if (table == items.snapshot.tables.end() || (c.inherited && c.type == "check"))
			continue;
		if (!items.in_tables.contains(own))
			write_by_itself(items, c, own, inherited);
	}
}

} // namespace pgmigrate::core::schema::ddl
