#include <fmt/format.h>

#include "core/schema/ddl/items.hpp"
#include "core/schema/ddl/sequence_options.hpp"
#include "core/schema/quote.hpp"

namespace pgmigrate::core::schema::ddl {

std::string sequence_options(const SequenceOptions &s) {
	return fmt::format("START WITH {} INCREMENT BY {} MINVALUE {} MAXVALUE {} CACHE {}{}", s.start,
		s.increment, s.minimum, s.maximum, s.cache, s.cycle ? " CYCLE" : "");
}

void write_sequences(Items &items) {
	for (const auto &[name, sequence] : items.snapshot.sequences) {
		Reference made = reference(Sequence::kKind, name);
		items.add(
			{{Section::sequences, name}, {made}, {reference(Schema::kKind, identifier(sequence.schema))}, {},
				fmt::format("CREATE {}SEQUENCE {} AS {} {};\n", sequence.unlogged ? "UNLOGGED " : "", name,
					sequence.type, sequence_options(sequence)) +
					attributes_sql(sequence, "SEQUENCE", name)});
		if (!sequence.owned_by_table.empty())
			items.add({{Section::tables, sequence.owned_by_table, kAfterTable, name}, {},
				{made, reference(Table::kKind, sequence.owned_by_table)}, {},
				fmt::format("ALTER SEQUENCE {} OWNED BY {}.{};\n", name, sequence.owned_by_table,
					identifier(sequence.owned_by_column))});
	}
}

} // namespace pgmigrate::core::schema::ddl
