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
	template <class Self = Sequence>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::schema>("schema", Role::identity),
				   field<&Self::name>("name", Role::identity), field<&Self::type>("type"),
				   field<&Self::unlogged>("unlogged"), field<&Self::owned_by_table>("owned_by_table"),
				   field<&Self::owned_by_column>("owned_by_column")) +
			   SequenceOptions::fields_of<Self>();
	}
	bool operator==(const Sequence &) const = default;
};
Identity identity(const Sequence &sequence);

} // namespace pgmigrate::core::schema
