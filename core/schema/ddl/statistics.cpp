#include <fmt/format.h>
#include <fmt/ranges.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

void write_statistics(Items &items) {
	for (const auto &[name, s] : items.snapshot.statistics) {
		std::vector<std::string> what;
		for (const std::string &column : s.columns)
			what.push_back(identifier(column));
		for (const std::string &expression : s.expressions)
			what.push_back(fmt::format("({})", expression));
		bool all = s.kinds.empty() || s.kinds == std::vector<std::string>{"dependencies", "mcv", "ndistinct"};
		std::string kinds = all ? "" : fmt::format(" ({})", fmt::join(s.kinds, ", "));
		std::string sql = fmt::format(
			"CREATE STATISTICS {}{} ON {} FROM {};\n", name, kinds, fmt::join(what, ", "), s.table);
		if (s.target)
			sql += fmt::format("ALTER STATISTICS {} SET STATISTICS {};\n", name, *s.target);
		auto [section, on] = relation(items.snapshot, s.table);
		items.add({{section, s.table, kStatisticsOfTable, name}, {reference(Statistics::kKind, name)},
			{on, reference(Schema::kKind, identifier(s.schema))}, {},
			sql + attributes_sql(s, "STATISTICS", name)});
	}
}

} // namespace pgmigrate::core::schema::ddl
