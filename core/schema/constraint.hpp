// Constraints of tables; those of domains stand with their domains.
#pragma once
#include "core/schema/object.hpp"

namespace pgmigrate::core::schema {

struct Constraint : Object {
	static constexpr std::string_view kKind = "constraint";
	static constexpr std::uint32_t kCatalog = 2606; // pg_constraint
	std::string table, name;
	std::string type; // "primary key", "unique", "check", "foreign key", "exclusion"
	std::vector<std::string> columns;
	std::string
		expression; // of a check, without parentheses round it; of an exclusion, the elements and the predicate
	std::vector<std::string> included_columns;
	bool nulls_not_distinct = false, without_overlaps = false;
	std::string references; // table
	std::vector<std::string> referenced_columns;
	bool with_period = false;
	std::string match, on_update, on_delete;    // where they are not simple and no action
	std::vector<std::string> on_delete_columns; // that SET NULL and SET DEFAULT set, where not all are
	bool deferrable = false, initially_deferred = false;
	bool not_valid = false, not_enforced = false, no_inherit = false;
	bool inherited = false;
	std::string attached_to; // the index of the partitioned table's constraint
	// of the index that the server made for it
	Settings options;
	std::string tablespace;
	bool clustered = false, replica_identity = false;
	std::string index_comment;
	template <class Self = Constraint>
	static constexpr auto fields() {
		return with_object_fields<Self>(field<&Self::table>("table", Role::identity),
			field<&Self::name>("name", Role::identity), field<&Self::type>("type"),
			field<&Self::columns>("columns"), field<&Self::expression>("expression", Role::expression),
			field<&Self::included_columns>("included_columns"),
			field<&Self::nulls_not_distinct>("nulls_not_distinct"),
			field<&Self::without_overlaps>("without_overlaps"), field<&Self::references>("references"),
			field<&Self::referenced_columns>("referenced_columns"), field<&Self::with_period>("with_period"),
			field<&Self::match>("match"), field<&Self::on_update>("on_update"),
			field<&Self::on_delete>("on_delete"), field<&Self::on_delete_columns>("on_delete_columns"),
			field<&Self::deferrable>("deferrable"), field<&Self::initially_deferred>("initially_deferred"),
			field<&Self::not_valid>("not_valid"), field<&Self::not_enforced>("not_enforced"),
			field<&Self::no_inherit>("no_inherit"), field<&Self::inherited>("inherited"),
			field<&Self::attached_to>("attached_to"), field<&Self::options>("options"),
			field<&Self::tablespace>("tablespace"), field<&Self::clustered>("clustered"),
			field<&Self::replica_identity>("replica_identity"), field<&Self::index_comment>("index_comment"));
	}
	bool operator==(const Constraint &) const = default;
};
Identity identity(const Constraint &constraint);

} // namespace pgmigrate::core::schema
