// Sequences that stay, changed; their values stay, too.
#include <fmt/format.h>

#include "core/schema/ddl/sequence_options.hpp"
#include "core/schema/diff/changes.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::diff_parts {

std::optional<Alteration> alter(
	const Changes &changes, const Identity &name, const Sequence &from, const Sequence &to) {
	Alteration alteration;
	std::string change;
	if (from.type != to.type)
		change += " AS " + to.type;
	if (!(static_cast<const SequenceOptions &>(from) == static_cast<const SequenceOptions &>(to)) ||
		from.type != to.type)
		change += fmt::format(" {}{}", ddl::sequence_options(to), to.cycle ? "" : " NO CYCLE");
	if (!change.empty())
		alteration.sql += fmt::format("ALTER SEQUENCE {}{};\n", name, change);
	if (from.unlogged != to.unlogged)
		alteration.sql +=
			fmt::format("ALTER SEQUENCE {} SET {};\n", name, to.unlogged ? "UNLOGGED" : "LOGGED");
	if (from.owned_by_table != to.owned_by_table || from.owned_by_column != to.owned_by_column)
		alteration.sql += to.owned_by_table.empty() ? fmt::format("ALTER SEQUENCE {} OWNED BY NONE;\n", name)
													: fmt::format("ALTER SEQUENCE {} OWNED BY {}.{};\n", name,
														  to.owned_by_table, identifier(to.owned_by_column));
	alteration.sql += alter_attributes(changes, "SEQUENCE", name, from, to);
	return alteration;
}

} // namespace pgmigrate::core::schema::diff_parts
