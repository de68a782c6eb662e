// Enums, composite types, ranges, domains, base types.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/default_reference.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

namespace {

std::vector<Reference> schema_of(const std::string &schema) {
	return {reference(Schema::kKind, identifier(schema))};
}

void write_enum(Items &items, const Identity &name, const EnumType &type) {
	std::vector<std::string> labels;
	for (const std::string &label : type.labels)
		labels.push_back(literal(label));
	items.add({{Section::types, name}, {reference(EnumType::kKind, name)}, schema_of(type.schema), {},
		labels.empty()
			? fmt::format("CREATE TYPE {} AS ENUM ();\n{}", name, attributes_sql(type, "TYPE", name))
			: fmt::format("CREATE TYPE {} AS ENUM (\n\t{}\n);\n{}", name, fmt::join(labels, ",\n\t"),
				  attributes_sql(type, "TYPE", name))});
}

void write_composite(Items &items, const Identity &name, const CompositeType &type) {
	std::vector<std::string> columns;
	std::string comments;
	for (const Column &column : type.columns) {
		columns.push_back(fmt::format("\n\t{} {}{}", identifier(column.name), column.type,
			column.collation.empty() ? "" : " COLLATE " + column.collation));
		comments += comment_sql(column.comment, fmt::format("COLUMN {}.{}", name, identifier(column.name)));
	}
	items.add({{Section::types, name}, {reference(CompositeType::kKind, name)}, schema_of(type.schema), {},
		fmt::format(
			"CREATE TYPE {} AS ({}{});\n", name, fmt::join(columns, ","), columns.empty() ? "" : "\n") +
			attributes_sql(type, "TYPE", name) + comments});
}

// The type as a name alone, for the functions that it is made of; what then makes the type needs it.
std::vector<Reference> write_shell(Items &items, const Identity &name, const std::string &schema) {
	Reference shell = shell_reference(reference(BaseType::kKind, name));
	items.add(
		{{Section::types, name}, {shell}, schema_of(schema), {}, fmt::format("CREATE TYPE {};\n", name)});
	return {shell};
}

void write_range(Items &items, const Identity &name, const RangeType &type) {
	std::vector<std::string> options{"SUBTYPE = " + type.subtype};
	auto option = [&](const char *what, const std::string &value) {
		if (!value.empty())
			options.push_back(fmt::format("{} = {}", what, value));
	};
	option("SUBTYPE_OPCLASS", type.operator_class);
	option("COLLATION", type.collation);
	option("CANONICAL", type.canonical);
	option("SUBTYPE_DIFF", type.subtype_diff);
	option("MULTIRANGE_TYPE_NAME", type.multirange);
	std::vector<Reference> needs =
		type.canonical.empty() ? schema_of(type.schema) : write_shell(items, name, type.schema);
	items.add({{Section::types, name, 1}, {reference(RangeType::kKind, name)}, needs, {},
		fmt::format("CREATE TYPE {} AS RANGE (\n\t{}\n);\n", name, fmt::join(options, ",\n\t")) +
			attributes_sql(type, "TYPE", name)});
}

// A domain over one that has a default is born with that.
bool is_born_with_default(const Snapshot &snapshot, const Domain &domain) {
	auto base = snapshot.domains.find(domain.type);
	return base != snapshot.domains.end() && !base->second.default_value.empty();
}

void write_domain(Items &items, const Identity &name, const Domain &domain) {
	Reference made = reference(Domain::kKind, name);
	std::vector<Reference> makes{made}, separable;
	std::string sql = fmt::format("CREATE DOMAIN {} AS {}", name, domain.type), after;
	if (!domain.collation.empty())
		sql += " COLLATE " + domain.collation;
	if (!domain.default_value.empty())
		sql += " DEFAULT " + domain.default_value;
	else if (is_born_with_default(items.snapshot, domain))
		after = fmt::format("ALTER DOMAIN {} DROP DEFAULT;\n", name); // NULL would be one
	if (!domain.not_null_name.empty())
		sql += "\n\tCONSTRAINT " + identifier(domain.not_null_name);
	if (domain.not_null)
		sql += " NOT NULL";
	for (const DomainConstraint &c : domain.constraints) {
		Reference own = domain_constraint_reference(made, c.name);
		std::string text = fmt::format("CONSTRAINT {} CHECK ({})", identifier(c.name), c.expression);
		std::string comment =
			comment_sql(c.comment, fmt::format("CONSTRAINT {} ON DOMAIN {}", identifier(c.name), name));
		if (c.not_valid || items.is_separate(own)) {
			items.add({{Section::types, name, 1, c.name}, {own}, {made}, {},
				fmt::format("ALTER DOMAIN {} ADD {}{};\n", name, text, c.not_valid ? " NOT VALID" : "") +
					comment});
			continue;
		}
		makes.push_back(own);
		separable.push_back(own);
		sql += "\n\t" + text;
		after += comment;
	}
	std::string full = "DOMAIN " + name;
	items.add({{Section::types, name}, makes, schema_of(domain.schema), separable,
		sql + ";\n" + owner_sql(domain, full) + comment_sql(domain.comment, full) +
			grants_sql(domain.grants, "TYPE", name, domain.owner) + after});
}

void write_base_type(Items &items, const Identity &name, const BaseType &type) {
	std::vector<Reference> needs = write_shell(items, name, type.schema);
	std::string attributes = attributes_sql(type, "TYPE", name);
	std::vector<std::string> options;
	auto option = [&](const char *what, const std::string &value) {
		if (!value.empty())
			options.push_back(fmt::format("{} = {}", what, value));
	};
	option("INPUT", type.input);
	option("OUTPUT", type.output);
	option("RECEIVE", type.receive);
	option("SEND", type.send);
	option("TYPMOD_IN", type.modifier_input);
	option("TYPMOD_OUT", type.modifier_output);
	option("ANALYZE", type.analyze);
	option("SUBSCRIPT", type.subscript);
	option("INTERNALLENGTH", type.length ? fmt::format("{}", *type.length) : "VARIABLE");
	if (type.passed_by_value)
		options.push_back("PASSEDBYVALUE");
	option("ALIGNMENT", type.alignment);
	option("STORAGE", type.storage);
	option("CATEGORY", type.category.empty() ? "" : literal(type.category));
	option("PREFERRED", type.preferred ? "true" : "");
	option("DEFAULT", type.default_value ? literal(*type.default_value) : "");
	option("ELEMENT", type.element);
	option("DELIMITER", type.delimiter.empty() ? "" : literal(type.delimiter));
	option("COLLATABLE", type.collatable ? "true" : "");
	items.add({{Section::types, name, 1}, {reference(BaseType::kKind, name)}, needs, {},
		type.shell
			? attributes
			: fmt::format("CREATE TYPE {} (\n\t{}\n);\n", name, fmt::join(options, ",\n\t")) + attributes});
}

} // namespace

void write_types(Items &items) {
	for (const auto &[name, type] : items.snapshot.enums)
		write_enum(items, name, type);
	for (const auto &[name, type] : items.snapshot.composite_types)
		write_composite(items, name, type);
	for (const auto &[name, type] : items.snapshot.ranges)
		write_range(items, name, type);
	for (const auto &[name, domain] : items.snapshot.domains)
		write_domain(items, name, domain);
	for (const auto &[name, type] : items.snapshot.base_types)
		write_base_type(items, name, type);
}

} // namespace pgmigrate::core::schema::ddl
