// Casts, transforms, collations, conversions.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

namespace {

void write_cast(Items &items, const Identity &name, const Cast &cast) {
	std::string sql = fmt::format("CREATE CAST {} {}", name,
		cast.inout              ? "WITH INOUT"
		: cast.function.empty() ? "WITHOUT FUNCTION"
								: "WITH FUNCTION " + cast.function);
	if (!cast.context.empty())
		sql += cast.context == "implicit" ? " AS IMPLICIT" : " AS ASSIGNMENT";
	items.add({{Section::casts, name}, {reference(Cast::kKind, name)}, {}, {},
		sql + ";\n" + comment_sql(cast.comment, "CAST " + name)});
}

void write_transform(Items &items, const Identity &name, const Transform &transform) {
	std::vector<std::string> ways;
	if (!transform.from_sql.empty())
		ways.push_back("FROM SQL WITH FUNCTION " + transform.from_sql);
	if (!transform.to_sql.empty())
		ways.push_back("TO SQL WITH FUNCTION " + transform.to_sql);
	items.add({{Section::casts, name}, {reference(Transform::kKind, name)}, {}, {},
		fmt::format("CREATE TRANSFORM {} ({});\n", name, fmt::join(ways, ", ")) +
			comment_sql(transform.comment, "TRANSFORM " + name)});
}

void write_collation(Items &items, const Identity &name, const Collation &collation) {
	std::vector<std::string> options{"PROVIDER = " + collation.provider};
	auto option = [&](const char *what, const std::string &value) {
		if (!value.empty())
			options.push_back(fmt::format("{} = {}", what, literal(value)));
	};
	option("LOCALE", collation.locale);
	option("LC_COLLATE", collation.collate);
	option("LC_CTYPE", collation.ctype);
	if (collation.nondeterministic)
		options.push_back("DETERMINISTIC = false");
	option("RULES", collation.rules);
	std::string full = "COLLATION " + name;
	items.add({{Section::languages, name}, {reference(Collation::kKind, name)},
		{reference(Schema::kKind, identifier(collation.schema))}, {},
		fmt::format("CREATE COLLATION {} ({});\n", name, fmt::join(options, ", ")) +
			owner_sql(collation, full) + comment_sql(collation.comment, full)});
}

void write_conversion(Items &items, const Identity &name, const Conversion &c) {
	std::string full = "CONVERSION " + name;
	items.add({{Section::operators, name}, {reference(Conversion::kKind, name)},
		{reference(Schema::kKind, identifier(c.schema))}, {},
		fmt::format("CREATE {}CONVERSION {} FOR {} TO {} FROM {};\n", c.is_default ? "DEFAULT " : "", name,
			literal(c.source), literal(c.target), c.function) +
			owner_sql(c, full) + comment_sql(c.comment, full)});
}

} // namespace

void write_casts(Items &items) {
	for (const auto &[name, collation] : items.snapshot.collations)
		write_collation(items, name, collation);
	for (const auto &[name, conversion] : items.snapshot.conversions)
		write_conversion(items, name, conversion);
	for (const auto &[name, cast] : items.snapshot.casts)
		write_cast(items, name, cast);
	for (const auto &[name, transform] : items.snapshot.transforms)
		write_transform(items, name, transform);
}

} // namespace pgmigrate::core::schema::ddl
