// Columns of tables, views and composite types.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

// What a sequence counts by; that of an identity column is part of the column.
struct SequenceOptions {
	std::int64_t start = 0, increment = 0, minimum = 0, maximum = 0, cache = 0;
	bool cycle = false;
	template <class Owner>
	static constexpr auto fields_of() {
		return std::array{field_of<Owner, &Owner::start>("start"),
			field_of<Owner, &Owner::increment>("increment"), field_of<Owner, &Owner::minimum>("minimum"),
			field_of<Owner, &Owner::maximum>("maximum"), field_of<Owner, &Owner::cache>("cache"),
			field_of<Owner, &Owner::cycle>("cycle")};
	}
	bool operator==(const SequenceOptions &) const = default;
};

struct IdentitySequence : SequenceOptions {
	std::string sequence; // qualified
	std::string type;     // where it is not that of the column
	bool unlogged = false;
	std::string comment;
	Grants grants;
	template <class Self = IdentitySequence>
	static constexpr auto fields() {
		return std::array{field<&Self::sequence>("sequence"), field<&Self::type>("type"),
				   field<&Self::unlogged>("unlogged"), field<&Self::comment>("comment"),
				   field<&Self::grants>("grants", Role::setting)} +
			   SequenceOptions::fields_of<Self>();
	}
	bool operator==(const IdentitySequence &) const = default;
};

struct Column {
	std::string name, type;
	std::string collation; // qualified, where it is not that of the type
	bool not_null = false;
	bool not_null_not_valid = false, not_null_no_inherit = false;
	std::string default_value; // or what it is generated from
	std::string generated;     // "stored", "virtual"
	std::string identity;      // "always", "by default"
	std::optional<IdentitySequence> sequence;
	std::string storage;     // where it is not that of the type: "plain", "external", "extended", "main"
	std::string compression; // "pglz", "lz4"
	std::optional<std::int64_t> statistics;
	Settings options, foreign_options;
	bool inherited = false; // from the tables that the table inherits from, and not declared in it as well
	std::string comment;
	Grants grants;
	template <class Self = Column>
	static constexpr auto fields() {
		return std::array{field<&Self::name>("name", Role::identity), field<&Self::type>("type"),
			field<&Self::collation>("collation"), field<&Self::not_null>("not_null"),
			field<&Self::not_null_not_valid>("not_null_not_valid"),
			field<&Self::not_null_no_inherit>("not_null_no_inherit"),
			field<&Self::default_value>("default", Role::expression), field<&Self::generated>("generated"),
			field<&Self::identity>("identity"), field<&Self::sequence>("sequence"),
			field<&Self::storage>("storage"), field<&Self::compression>("compression"),
			field<&Self::statistics>("statistics"), field<&Self::options>("options"),
			field<&Self::foreign_options>("foreign_options"), field<&Self::inherited>("inherited"),
			field<&Self::comment>("comment"), field<&Self::grants>("grants", Role::setting)};
	}
	bool operator==(const Column &) const = default;
};

} // namespace pgmigrate::core::schema
