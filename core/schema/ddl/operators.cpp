// Operators, their classes and families.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/default_reference.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

namespace {

void write_operator(Items &items, const Identity &name, const Operator &op) {
	std::vector<std::string> options;
	auto option = [&](const char *what, const std::string &value) {
		if (!value.empty())
			options.push_back(fmt::format("{} = {}", what, value));
	};
	auto operator_option = [&](const char *what, const std::string &value) {
		option(what, value.empty() ? "" : fmt::format("OPERATOR({})", value));
	};
	option("FUNCTION", op.function);
	option("LEFTARG", op.left);
	option("RIGHTARG", op.right);
	operator_option("COMMUTATOR", op.commutator);
	operator_option("NEGATOR", op.negator);
	option("RESTRICT", op.restrict_function);
	option("JOIN", op.join_function);
	if (op.hashes)
		options.push_back("HASHES");
	if (op.merges)
		options.push_back("MERGES");
	std::string full = "OPERATOR " + name;
	items.add({{Section::operators, name}, {reference(Operator::kKind, name)},
		{reference(Schema::kKind, identifier(op.schema))}, {},
		fmt::format("CREATE OPERATOR {}.{} (\n\t{}\n);\n", identifier(op.schema), op.name,
			fmt::join(options, ",\n\t")) +
			owner_sql(op, full) + comment_sql(op.comment, full)});
}

std::vector<std::string> members(
	const std::vector<FamilyOperator> &operators, const std::vector<FamilyFunction> &functions) {
	std::vector<std::string> list;
	for (const FamilyOperator &op : operators)
		list.push_back(fmt::format("OPERATOR {} {} ({}, {}){}", op.strategy, op.name, op.left, op.right,
			op.order_by.empty() ? "" : " FOR ORDER BY " + op.order_by));
	for (const FamilyFunction &f : functions)
		list.push_back(fmt::format("FUNCTION {} ({}, {}) {}", f.number, f.left, f.right, f.function));
	return list;
}

// That a family's own members come before its classes: those that a class could claim would otherwise become the class's.
Reference before_classes(const Reference &family) {
	return "place of " + members_reference(family);
}

void write_family(Items &items, const Identity &name, const OperatorFamily &family) {
	Reference made = reference(OperatorFamily::kKind, name);
	std::string full = "OPERATOR FAMILY " + name;
	items.add({{Section::operators, name}, {made}, {reference(Schema::kKind, identifier(family.schema))}, {},
		fmt::format("CREATE {};\n", full) + owner_sql(family, full) + comment_sql(family.comment, full)});
	std::vector<std::string> list = members(family.operators, family.functions);
	if (!list.empty())
		items.add({{Section::operators, name, 1}, {members_reference(made)}, {made}, {before_classes(made)},
			fmt::format("ALTER {} ADD\n\t{};\n", full, fmt::join(list, ",\n\t"))});
}

void write_class(Items &items, const Identity &name, const OperatorClass &c) {
	std::vector<std::string> list = members(c.operators, c.functions);
	if (!c.storage.empty() || list.empty())
		list.push_back("STORAGE " + (c.storage.empty() ? c.type : c.storage));
	Reference family =
		reference(OperatorFamily::kKind, fmt::format("{} USING {}", c.family, identifier(c.method)));
	std::vector<Reference> needs{reference(Schema::kKind, identifier(c.schema)), family};
	if (!items.is_separate(before_classes(family)))
		needs.push_back(members_reference(family));
	std::string full = "OPERATOR CLASS " + name;
	items.add({{Section::operators, name, 2}, {reference(OperatorClass::kKind, name)}, needs, {},
		fmt::format("CREATE OPERATOR CLASS {}\n\t{}FOR TYPE {} USING {} FAMILY {} AS\n\t{};\n",
			qualified(c.schema, c.name), c.is_default ? "DEFAULT " : "", c.type, identifier(c.method),
			c.family, fmt::join(list, ",\n\t")) +
			owner_sql(c, full) + comment_sql(c.comment, full)});
}

} // namespace

void write_operators(Items &items) {
	for (const auto &[name, op] : items.snapshot.operators)
		write_operator(items, name, op);
	for (const auto &[name, family] : items.snapshot.operator_families)
		write_family(items, name, family);
	for (const auto &[name, operator_class] : items.snapshot.operator_classes)
		write_class(items, name, operator_class);
}

} // namespace pgmigrate::core::schema::ddl
