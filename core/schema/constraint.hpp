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
	static constexpr auto fields() {
		return with_object_fields<Constraint>(field("table", &Constraint::table, Role::identity),
			field("name", &Constraint::name, Role::identity), field("type", &Constraint::type),
			field("columns", &Constraint::columns),
			field("expression", &Constraint::expression, Role::expression),
			field("included_columns", &Constraint::included_columns),
			field("nulls_not_distinct", &Constraint::nulls_not_distinct),
			field("without_overlaps", &Constraint::without_overlaps),
			field("references", &Constraint::references),
			field("referenced_columns", &Constraint::referenced_columns),
			field("with_period", &Constraint::with_period), field("match", &Constraint::match),
			field("on_update", &Constraint::on_update), field("on_delete", &Constraint::on_delete),
			field("on_delete_columns", &Constraint::on_delete_columns),
			field("deferrable", &Constraint::deferrable),
			field("initially_deferred", &Constraint::initially_deferred),
			field("not_valid", &Constraint::not_valid), field("not_enforced", &Constraint::not_enforced),
			field("no_inherit", &Constraint::no_inherit), field("inherited", &Constraint::inherited),
			field("attached_to", &Constraint::attached_to), field("options", &Constraint::options),
			field("tablespace", &Constraint::tablespace), field("clustered", &Constraint::clustered),
			field("replica_identity", &Constraint::replica_identity),
			field("index_comment", &Constraint::index_comment));
	}
	bool operator==(const Constraint &) const = default;
};
Identity identity(const Constraint &constraint);

} // namespace pgmigrate::core::schema
