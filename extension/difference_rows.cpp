#include "extension/difference_rows.hpp"

#include "extension/catalog_reader.hpp"

#include "extension/pg/guard.hpp"

namespace pgmigrate {

namespace {

std::optional<std::string> in_database_encoding(const std::optional<std::string> &text) {
	return text ? std::optional(pgmigrate::in_database_encoding(*text)) : std::nullopt;
}

} // namespace

Datum answer_with_differences(
	FunctionCallInfo fcinfo, const std::vector<core::schema::Difference> &differences) {
	pg::ResultRows rows(fcinfo);
	for (const core::schema::Difference &d : differences) {
		const std::string object = pgmigrate::in_database_encoding(d.object),
						  words = pgmigrate::in_database_encoding(core::schema::words(d));
		const std::optional<std::string> from = in_database_encoding(d.from), to = in_database_encoding(d.to),
										 property = d.property.empty()
														? std::nullopt
														: in_database_encoding(std::optional(d.property));
		rows.add({d.kind, object, name(d.change), property, from, to, d.is_note, words});
	}
	return static_cast<Datum>(0);
}

} // namespace pgmigrate
