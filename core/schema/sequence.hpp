// Sequences, but for those of identity columns.
#pragma once
#include "core/schema/column.hpp"

namespace pgmigrate::core::schema {

struct Sequence : Object, SequenceOptions {
	static constexpr std::string_view kKind = "sequence";
	static constexpr std::uint32_t kCatalog = 1259; // pg_class
	std::string schema, name, type;
	bool unlogged = false;
	std::string owned_by_table, owned_by_column;
	static constexpr auto fields() {
		return std::tuple_cat(
			with_object_fields<Sequence>(field("schema", &Sequence::schema, Role::identity),
				field("name", &Sequence::name, Role::identity), field("type", &Sequence::type),
				field("unlogged", &Sequence::unlogged), field("owned_by_table", &Sequence::owned_by_table),
				field("owned_by_column", &Sequence::owned_by_column)),
			SequenceOptions::fields_of<Sequence>());
	}
	bool operator==(const Sequence &) const = default;
};
Identity identity(const Sequence &sequence);

} // namespace pgmigrate::core::schema
