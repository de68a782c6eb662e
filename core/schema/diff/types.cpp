// Enums, composite types and domains that stay, changed.
#include <algorithm>

#include <fmt/format.h>

#include "core/schema/diff/changes.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::diff_parts {

namespace {

bool has(const std::vector<std::string> &labels, const std::string &label) {
	return std::find(labels.begin(), labels.end(), label) != labels.end();
}

} // namespace

// Values can be added, at any place; one that is gone, or stands elsewhere, takes a new type.
std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const EnumType &from, const EnumType &to) {
	std::vector<std::string> kept;
	for (const std::string &label : to.labels)
		if (has(from.labels, label))
			kept.push_back(label);
	if (kept != from.labels)
		return {};
	Alteration alteration;
	const std::string *before = nullptr;
	for (const std::string &label : to.labels) {
		if (!has(from.labels, label)) {
			const auto next = std::find_if(std::find(to.labels.begin(), to.labels.end(), label),
				to.labels.end(), [&](const std::string &one) { return has(from.labels, one); });
			std::string place;
			if (next != to.labels.end())
				place = before == nullptr ? " BEFORE " + literal(*next) : " AFTER " + literal(*before);
			alteration.sql += fmt::format("ALTER TYPE {} ADD VALUE {}{};\n", name, literal(label), place);
		}
		before = &label;
	}
	alteration.commits = !alteration.sql.empty();
	alteration.sql += alter_attributes(changes, "TYPE", name, from, to);
	return alteration;
}

namespace {

std::string attribute(const Column &column) {
	return fmt::format("{}{}", column.type, column.collation.empty() ? "" : " COLLATE " + column.collation);
}

// Values of it are kept as they are; the order of attributes is all that they go by.
bool is_kept_in_tables(const Snapshot &snapshot, const Identity &type) {
	return std::any_of(snapshot.tables.begin(), snapshot.tables.end(), [&](const auto &table) {
		return std::any_of(table.second.columns.begin(), table.second.columns.end(),
			[&](const Column &column) { return mentions(column.type, type); });
	});
}

bool is_prefix(const std::vector<std::string_view> &first, const std::vector<std::string_view> &all) {
	return first.size() <= all.size() && std::equal(first.begin(), first.end(), all.begin());
}

} // namespace

// The order of attributes is part of it: those that stay must come first, in their order.
std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const CompositeType &from, const CompositeType &to) {
	const auto find = [](const CompositeType &type, std::string_view column) {
		return std::find_if(
			type.columns.begin(), type.columns.end(), [&](const Column &c) { return c.name == column; });
	};
	std::vector<std::string_view> kept, wanted;
	Alteration alteration;
	const std::string alter = fmt::format("ALTER TYPE {}", name);
	for (const Column &column : from.columns)
		if (const auto found = find(to, column.name); found == to.columns.end()) {
			alteration.sql += fmt::format("{} DROP ATTRIBUTE {} CASCADE;\n", alter, identifier(column.name));
		} else {
			kept.push_back(column.name);
			if (attribute(column) != attribute(*found) && is_kept_in_tables(changes.from, name))
				return {};
			if (attribute(column) != attribute(*found))
				alteration.sql += fmt::format("{} ALTER ATTRIBUTE {} TYPE {} CASCADE;\n", alter,
					identifier(column.name), attribute(*found));
		}
	for (const Column &column : to.columns) {
		wanted.push_back(column.name);
		const auto old = find(from, column.name);
		if (old == from.columns.end())
			alteration.sql += fmt::format(
				"{} ADD ATTRIBUTE {} {} CASCADE;\n", alter, identifier(column.name), attribute(column));
		alteration.sql += alter_comment(fmt::format("COLUMN {}.{}", name, identifier(column.name)),
			old == from.columns.end() ? "" : old->comment, column.comment);
	}
	if (!is_prefix(kept, wanted))
		return {};
	alteration.sql += alter_attributes(changes, "TYPE", name, from, to);
	return alteration;
}

std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const Domain &from, const Domain &to) {
	if (from.type != to.type || from.collation != to.collation || from.not_null_name != to.not_null_name)
		return {};
	const auto find = [](const Domain &domain, std::string_view constraint) {
		return std::find_if(domain.constraints.begin(), domain.constraints.end(),
			[&](const DomainConstraint &c) { return c.name == constraint; });
	};
	const auto is_same = [](const DomainConstraint &a, const DomainConstraint &b) {
		return is_alike(Described<std::string>::type, Role::expression, &a.expression, &b.expression);
	};
	Alteration alteration;
	const std::string alter = fmt::format("ALTER DOMAIN {}", name);
	for (const DomainConstraint &c : from.constraints)
		if (const auto kept = find(to, c.name);
			kept == to.constraints.end() || !is_same(c, *kept) || (kept->not_valid && !c.not_valid))
			alteration.sql += fmt::format("{} DROP CONSTRAINT {};\n", alter, identifier(c.name));
	if (from.default_value != to.default_value)
		alteration.sql += to.default_value.empty()
							  ? alter + " DROP DEFAULT;\n"
							  : fmt::format("{} SET DEFAULT {};\n", alter, to.default_value);
	if (from.not_null != to.not_null)
		alteration.sql += fmt::format("{} {} NOT NULL;\n", alter, to.not_null ? "SET" : "DROP");
	for (const DomainConstraint &c : to.constraints) {
		const std::string constraint = fmt::format("CONSTRAINT {}", identifier(c.name));
		const auto old = find(from, c.name);
		const bool is_new =
			old == from.constraints.end() || !is_same(*old, c) || (c.not_valid && !old->not_valid);
		if (is_new)
			alteration.sql += fmt::format("{} ADD {} CHECK ({}){};\n", alter, constraint, c.expression,
				c.not_valid ? " NOT VALID" : "");
		else if (old->not_valid && !c.not_valid)
			alteration.sql += fmt::format("{} VALIDATE {};\n", alter, constraint);
		alteration.sql += alter_comment(
			fmt::format("{} ON DOMAIN {}", constraint, name), is_new ? "" : old->comment, c.comment);
	}
	alteration.sql += alter_attributes(changes, "DOMAIN", name, from, to);
	return alteration;
}

} // namespace pgmigrate::core::schema::diff_parts
