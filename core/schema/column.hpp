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
		return std::tuple{field("start", static_cast<std::int64_t Owner::*>(&Owner::start)),
			field("increment", static_cast<std::int64_t Owner::*>(&Owner::increment)),
			field("minimum", static_cast<std::int64_t Owner::*>(&Owner::minimum)),
			field("maximum", static_cast<std::int64_t Owner::*>(&Owner::maximum)),
			field("cache", static_cast<std::int64_t Owner::*>(&Owner::cache)),
			field("cycle", static_cast<bool Owner::*>(&Owner::cycle))};
	}
	bool operator==(const SequenceOptions &) const = default;
};

struct IdentitySequence : SequenceOptions {
	std::string sequence; // qualified
	bool unlogged = false;
	std::string comment;
	Grants grants;
	static constexpr auto fields() {
		return std::tuple_cat(
			std::tuple{field("sequence", &IdentitySequence::sequence),
				field("unlogged", &IdentitySequence::unlogged), field("comment", &IdentitySequence::comment),
				field("grants", &IdentitySequence::grants, Role::setting)},
			SequenceOptions::fields_of<IdentitySequence>());
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
	static constexpr auto fields() {
		return std::tuple{field("name", &Column::name, Role::identity), field("type", &Column::type),
			field("collation", &Column::collation), field("not_null", &Column::not_null),
			field("not_null_not_valid", &Column::not_null_not_valid),
			field("not_null_no_inherit", &Column::not_null_no_inherit),
			field("default", &Column::default_value, Role::expression),
			field("generated", &Column::generated), field("identity", &Column::identity),
			field("sequence", &Column::sequence), field("storage", &Column::storage),
			field("compression", &Column::compression), field("statistics", &Column::statistics),
			field("options", &Column::options), field("foreign_options", &Column::foreign_options),
			field("inherited", &Column::inherited), field("comment", &Column::comment),
			field("grants", &Column::grants, Role::setting)};
	}
	bool operator==(const Column &) const = default;
};

} // namespace pgmigrate::core::schema
